-- one row per series of the metric and market shown whose last figure is at most a year older than the newest of all: the forecast by
-- the chosen model for a year after it, the three largest.
with latest as (select max(origin_on) as on_day from forecast)
select platform.name, forecast.origin_on, forecast.target_on, forecast.model,
    max(case when quantile = 0.5 then value end) as value, max(case when quantile = 0.1 then value end) as lower,
    max(case when quantile = 0.9 then value end) as upper, cast(0.8 as double) as level, max(forecast.errors) as n,
    max(shown.short) as short, max(shown.market) as market
from forecast
join shown on shown.metric = forecast.metric and shown.market = forecast.market
join platform using (platform_id)
cross join latest
where forecast.chosen and forecast.horizon = 4
    and forecast.origin_on >= latest.on_day - interval 1 year
group by platform.name, forecast.origin_on, forecast.target_on, forecast.model, forecast.definition_id
having max(case when quantile = 0.1 then value end) is not null and max(case when quantile = 0.9 then value end) is not null
order by max(case when quantile = 0.5 then value end) desc, platform.name
limit 3
