-- one row: how few first movers the races of the primary rule have, and what that does to the interval.
with opened as (
    select design.win_rule, platform.name, count(*) as races,
        row_number() over (partition by design.win_rule order by count(*) desc, platform.name) as place
    from race_design as design
    join platform on platform.platform_id = design.first_mover
    where design.counted
    group by design.win_rule, platform.name
)
select win_rate.n, win_rate.first_movers, opened.name, opened.races, win_rate.jeffreys_lower, win_rate.jeffreys_upper, win_rate.lower,
    win_rate.upper, win_rate.level, win_rate.design_effect as value
from win_rate
join win_rule using (win_rule)
join opened on opened.win_rule = win_rate.win_rule and opened.place = 1
where win_rule.role = 'primary' and win_rate.kind = 'all' and win_rate.design_effect is not null and opened.races > 1 and win_rate.method <> 'jeffreys'
