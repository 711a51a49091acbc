-- curve_point: one row per fitted series, logistic or gompertz curve and month, from the first figure to 24 months after the last one
-- fitted: the curve on the last day of the month and its interval, which is of the curve and not of a figure.
-- key: platform_id, metric, market, definition_id, model, month
create or replace table curve_point (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    model varchar,
    month date,
    value double,
    lower double,
    upper double,
    level double,
    projected boolean
);

comment on column curve_point.platform_id is 'platform';
comment on column curve_point.metric is 'metric, a row of the table metric';
comment on column curve_point.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column curve_point.definition_id is 'definition in force';
comment on column curve_point.model is 'logistic or gompertz';
comment on column curve_point.month is 'first day of the month [date]';
comment on column curve_point.value is 'curve on the last day of the month [see curve_series.unit]';
comment on column curve_point.lower is 'lower end of its interval, widened for serial correlation [see curve_series.unit]';
comment on column curve_point.upper is 'upper end; null with lower: the data do not determine the curve [see curve_series.unit]';
comment on column curve_point.level is 'level of the interval [probability]';
comment on column curve_point.projected is 'after the last figure that is fitted';
