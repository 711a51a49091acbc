-- one row per series with an estimated ceiling, the largest first, or one row where none has one.
with every as (
    select ceiling.*, platform.name, metric.short, count(*) over () as series, count(ceiling.ceiling) over () as estimated,
        sum(case when contradicts_forecast then 1 else 0 end) over () as contradicting
    from ceiling
    join platform using (platform_id)
    join metric on metric.metric = ceiling.metric
)
select name, short, market, ceiling, lower, upper, level, contradicts_forecast, estimated, contradicting, interval_holds, past_estimates,
    past_passed, series as n, cast(estimated as double) / series as value
from every
order by ceiling is null, ceiling desc, name, metric, market
limit greatest(1, (select count(ceiling) from ceiling))
