-- ceiling_estimate: one row per series and year with eight figures or more up to the highest, and per series today: the ceiling by the figures
-- known at the last figure of the year, averaged over the logistic curve, the Gompertz curve and growth without a ceiling.
-- key: platform_id, metric, market, definition_id, origin_on
create or replace table ceiling_estimate (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    origin_on date,
    n bigint,
    figures_to_peak bigint,
    highest double,
    ceiling double,
    lower double,
    upper double,
    level double,
    weight_logistic double,
    weight_gompertz double,
    weight_none double,
    bounded boolean,
    reason varchar
);

comment on column ceiling_estimate.platform_id is 'platform';
comment on column ceiling_estimate.metric is 'metric, a row of the table metric';
comment on column ceiling_estimate.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column ceiling_estimate.definition_id is 'definition in force';
comment on column ceiling_estimate.origin_on is 'day of the last figure that the estimate knows [date]';
comment on column ceiling_estimate.n is 'figures that the estimate knows [figures]';
comment on column ceiling_estimate.figures_to_peak is 'of these, figures up to the highest, to which curves are fitted [figures]';
comment on column ceiling_estimate.highest is 'highest figure known [see curve_series.unit]';
comment on column ceiling_estimate.ceiling is 'median over the curves by their weights; null: no finite one [see curve_series.unit]';
comment on column ceiling_estimate.lower is 'lower end of the interval of averaged tails (Turek and Fletcher 2012); null: no finite one [see curve_series.unit]';
comment on column ceiling_estimate.upper is 'upper end; null: not bounded above [see curve_series.unit]';
comment on column ceiling_estimate.level is 'level of the interval [probability]';
comment on column ceiling_estimate.weight_logistic is 'weight of the logistic curve, by AICc; differences are divided by the squared widening for serial correlation [probability]';
comment on column ceiling_estimate.weight_gompertz is 'weight of the Gompertz curve [probability]';
comment on column ceiling_estimate.weight_none is 'weight of growth without a ceiling: logarithmic, or as a power where errors are in ln y or in time [probability]';
comment on column ceiling_estimate.bounded is 'the figures bound the ceiling: its interval is finite, the highest figure is above half of it, and at most 2 % above it';
comment on column ceiling_estimate.reason is 'why the figures do not bound the ceiling; null: they do';
