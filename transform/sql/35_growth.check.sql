-- must return no rows: no growth is computed across a change of definition, and time runs forward.
with mixed as (
    select series
    from work.point
    group by series
    having min(definition) <> max(definition)
),
figure as (
    select series_key.platform_id, series_key.metric, series_key.market, point.period, point.definition
    from mixed
    join work.series_key as series_key on series_key.series = mixed.series
    join work.point as point on point.series = mixed.series
)
select growth.platform_id, growth.metric, growth.market, growth.comparison, growth.from_period, growth.to_period
from growth
join figure as earlier
    on earlier.platform_id = growth.platform_id and earlier.metric = growth.metric and earlier.market = growth.market
    and earlier.period = growth.from_period
join figure as later
    on later.platform_id = growth.platform_id and later.metric = growth.metric and later.market = growth.market
    and later.period = growth.to_period
where earlier.definition <> later.definition and growth.growth is not null or growth.days <= 0
