-- one row per quantile of the forecasts that the run reads, as the table forecast_record of a data package has it. made_on is the last day of
-- which the run knew. Left out are forecasts for days more than a year before that: nobody waits for those any more.
with run as (
    select coalesce((select as_of from setting), (select max(published_on_start) from source)) as known_to
)
select coalesce(run.known_to, forecast.origin_on) as made_on, $1 as run,
    forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id, forecast.model, forecast.chosen, forecast.origin_on,
    forecast.horizon, forecast.target_on, forecast.quantile, round(forecast.value) as value, forecast.errors
from forecast
cross join run
where forecast.chosen and (run.known_to is null or forecast.target_on >= run.known_to - interval 1 year)
order by forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id, forecast.model, forecast.horizon, forecast.quantile
