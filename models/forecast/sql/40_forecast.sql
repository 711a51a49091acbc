-- forecast: one row per series of eight figures or more, model, horizon and quantile: what is to be expected at the ends of the next four
-- quarters after the last figure, leaving out one that ends in less than half a quarter's time.
-- key: platform_id, metric, market, definition_id, model, horizon, quantile
create or replace table forecast (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    model varchar,
    chosen boolean,
    origin_on date,
    horizon bigint,
    target_on date,
    quantile double,
    value double,
    errors bigint,
    own_errors bigint
);

comment on column forecast.platform_id is 'platform';
comment on column forecast.metric is 'metric, a row of the table metric';
comment on column forecast.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column forecast.definition_id is 'definition in force';
comment on column forecast.model is 'naive, drift, damped, logistic, gompertz or combination (the mean of the last three)';
comment on column forecast.chosen is 'the model that the rule of forecast_choice takes for the series, from the errors known at origin_on';
comment on column forecast.origin_on is 'day of the last figure [date]';
comment on column forecast.horizon is 'which of the quarters to come [quarter]';
comment on column forecast.target_on is 'last day of that quarter [date]';
comment on column forecast.quantile is '0.5 the forecast, 0.1 and 0.9 the interval of 80 %, 0.025 and 0.975 that of 95 %; an end that does not exist has no row [probability]';
comment on column forecast.value is 'quantile of the forecast [see definition]';
comment on column forecast.errors is 'errors of the backtest behind the intervals: of all series, model and horizon the same, target on the origin''s day or in the five years before [forecasts]';
comment on column forecast.own_errors is 'of these, errors of the series itself; each counts as much as a ninth of all errors together [forecasts]';
