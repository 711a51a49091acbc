-- forecast_record: one row per quantile of a forecast that an earlier run made by the day as of which the tables are, as it was frozen then.
-- key: made_on, platform_id, metric, market, definition_id, model, target_on, quantile
create or replace table forecast_record as
select made_on_start as made_on, run, platform_id, metric, market, definition_id, model, chosen, origin_on_start as origin_on, horizon,
    target_on_start as target_on, quantile, value, errors, line
from raw.forecast_record
where (select as_of from setting) is null or made_on_end <= (select as_of from setting)
order by made_on, platform_id, metric, market, definition_id, model, target_on, quantile;

comment on column forecast_record.made_on is 'information cutoff of the run [date]';
comment on column forecast_record.origin_on is 'day of the last figure that was known [date]';
comment on column forecast_record.target_on is 'day that is forecast [date]';
comment on column forecast_record.line is 'line in forecast_records.csv';
comment on column forecast_record.run is 'run that made it';
comment on column forecast_record.platform_id is 'platform';
comment on column forecast_record.metric is 'metric, a row of the table metric';
comment on column forecast_record.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column forecast_record.definition_id is 'definition of the figures';
comment on column forecast_record.model is 'model that forecast';
comment on column forecast_record.chosen is 'the run read its forecasts from this model';
comment on column forecast_record.errors is 'errors of earlier forecasts behind the intervals [forecasts]';
comment on column forecast_record.horizon is 'quarters ahead [quarter]';
comment on column forecast_record.quantile is 'probability that the figure is at most the value [probability]';
comment on column forecast_record.value is 'that quantile of the figure [see definition]';
