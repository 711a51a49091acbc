-- one row per series and quarter ahead: the forecast of the model that forecasts are read from.
select platform.name as platform, forecast.metric, forecast.market, forecast.model, cast(forecast.origin_on as varchar) as last_figure,
    forecast.horizon as "quarters_ahead#", cast(forecast.target_on as varchar) as "for",
    format('{:,.1f}', max(case when quantile = 0.5 then value end) / 1e6) as "middle,_million#",
    coalesce(format('{:,.1f} to {:,.1f}', max(case when quantile = 0.1 then value end) / 1e6, max(case when quantile = 0.9 then value end) / 1e6), '–')
        as "80%_interval,_million#",
    coalesce(format('{:,.1f} to {:,.1f}', max(case when quantile = 0.025 then value end) / 1e6, max(case when quantile = 0.975 then value end) / 1e6), '–')
        as "95%_interval,_million#",
    max(forecast.errors) as "past_errors_behind_it#"
from forecast
join platform using (platform_id)
where forecast.chosen
group by platform.name, forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id, forecast.model, forecast.origin_on,
    forecast.horizon, forecast.target_on
order by platform.name, forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id, forecast.horizon
