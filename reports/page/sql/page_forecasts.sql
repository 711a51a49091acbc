-- one row per series and quarter ahead: the forecast of the model that forecasts are read from.
select platform.name as platform, forecast.metric, forecast.market, forecast.model, forecast.origin_on, forecast.horizon, forecast.target_on,
    max(case when quantile = 0.5 then value end) as middle,
    max(case when quantile = 0.1 then value end) as lower_80, max(case when quantile = 0.9 then value end) as upper_80,
    max(case when quantile = 0.025 then value end) as lower_95, max(case when quantile = 0.975 then value end) as upper_95,
    max(forecast.errors) as errors
from forecast
join platform using (platform_id)
where forecast.chosen
group by platform.name, forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id, forecast.model, forecast.origin_on,
    forecast.horizon, forecast.target_on
order by platform.name, forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id, forecast.horizon
