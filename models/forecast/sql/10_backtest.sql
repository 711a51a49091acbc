-- backtest: one row per series, model, origin, horizon and quantile: what would have been forecast with nothing but what was known then, and
-- the first figure that came so many quarters on. Origins are the figures from the eighth on, a week apart or more. backtest_score judges the
-- origins from half of a series on.
-- key: platform_id, metric, market, definition_id, model, origin_on, horizon, quantile
create or replace table backtest (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    model varchar,
    origin_on date,
    n bigint,
    horizon bigint,
    target_on date,
    quantile double,
    value double,
    actual double,
    actual_qualifier varchar,
    scale double,
    errors bigint,
    own_errors bigint,
    chosen boolean
);

comment on column backtest.platform_id is 'platform';
comment on column backtest.metric is 'metric, a row of the table metric';
comment on column backtest.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column backtest.definition_id is 'definition in force; a change of it begins another series';
comment on column backtest.model is 'naive, drift, damped, logistic, gompertz or combination (the mean of the last three)';
comment on column backtest.origin_on is 'day of the last figure that the forecast knows [date]';
comment on column backtest.n is 'figures that the forecast knows of its series [figures]';
comment on column backtest.horizon is 'quarters ahead: days to the target / 91.3125, rounded [quarter]';
comment on column backtest.target_on is 'day of the figure that was to come [date]';
comment on column backtest.quantile is '0.5 the forecast, 0.1 and 0.9 the interval of 80 %, 0.025 and 0.975 that of 95 %; an end that does not exist has no row [probability]';
comment on column backtest.value is 'quantile of the forecast [see definition]';
comment on column backtest.actual is 'the figure that came [see definition]';
comment on column backtest.actual_qualifier is 'exact, approx or at_least; a lower bound is not scored';
comment on column backtest.scale is 'mean absolute step between the figures known; null: none [see definition]';
comment on column backtest.errors is 'earlier errors behind the intervals: of all series, model and horizon the same, target on the origin''s day or in the five years before; an interval of 80 % needs 9, one of 95 % needs 39 [forecasts]';
comment on column backtest.own_errors is 'of these, errors of the series itself; each counts as much as a ninth of all errors together [forecasts]';
comment on column backtest.chosen is 'the model that the rule of forecast_choice takes from the errors known at the origin: what would have been published';
