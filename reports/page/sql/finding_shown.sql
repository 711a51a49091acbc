-- one row: the market that charts of one metric show, where others have figures of that metric too, and whether the settings chose it.
select shown.label, shown.market, shown.figures as value, count(distinct series.market) - 1 as others, count(*) as n,
    setting.market is not null as chosen
from shown
cross join setting
join series on series.metric = shown.metric
group by shown.label, shown.market, shown.figures, setting.market
having count(distinct series.market) > 1
