-- curve: one row per series of five figures or more up to its highest, and growth curve: logistic and gompertz for all, richards as a
-- diagnostic, bass for accounts registered where the launch is known. Intervals are widened for serial correlation.
-- key: platform_id, metric, market, definition_id, model
create or replace table curve (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    model varchar,
    status varchar,
    reason varchar,
    preferred boolean,
    response varchar,
    n bigint,
    censored bigint,
    first_on date,
    last_on date,
    peak_on date,
    figures_after_peak bigint,
    fall_after_peak double,
    ceiling double,
    ceiling_se double,
    ceiling_lower double,
    ceiling_upper double,
    ceiling_printed boolean,
    share_of_ceiling double,
    rate double,
    rate_se double,
    rate_lower double,
    rate_upper double,
    inflection_on date,
    doubling_years double,
    nu double,
    p double,
    q double,
    level double,
    rss double,
    aicc double,
    autocorrelation double,
    widening double,
    converged boolean,
    warnings varchar
);

comment on column curve.platform_id is 'platform';
comment on column curve.metric is 'metric, a row of the table metric';
comment on column curve.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column curve.definition_id is 'definition in force';
comment on column curve.model is 'logistic, gompertz, richards or bass';
comment on column curve.status is 'fitted or not_fitted';
comment on column curve.reason is 'why it is not fitted';
comment on column curve.preferred is 'the lower aicc of logistic and gompertz: a screen, not the judge, which backtest is';
comment on column curve.response is 'what the errors are in: level, log (highest above ten times the lowest), time (more than half of the figures are round: announced when reached), increments (bass)';
comment on column curve.n is 'figures fitted, lower bounds included [figures]';
comment on column curve.censored is 'of them, lower bounds; with the response in time also figures that had been reached before [figures]';
comment on column curve.first_on is 'day of the first figure, x = 0 [date]';
comment on column curve.last_on is 'day of the last figure that is fitted, the highest [date]';
comment on column curve.peak_on is 'day of the highest figure, when lower ones follow [date]';
comment on column curve.figures_after_peak is 'figures after the highest, not fitted [figures]';
comment on column curve.fall_after_peak is 'how far the last figure is below the highest [ratio]';
comment on column curve.ceiling is 'fitted ceiling; null: none in sight, growth is exponential [see curve_series.unit]';
comment on column curve.ceiling_se is 'its standard error [see curve_series.unit]';
comment on column curve.ceiling_lower is 'lower end of its profile-likelihood interval [see curve_series.unit]';
comment on column curve.ceiling_upper is 'upper end; null: not bounded above [see curve_series.unit]';
comment on column curve.ceiling_printed is 'the data know the ceiling of this curve (the relation ceiling averages the curves, and says what may be printed): its interval is bounded, the curve is past half of it at last_on, and no figure is more than 2 % above it';
comment on column curve.share_of_ceiling is 'fitted share of the ceiling at last_on [ratio]';
comment on column curve.rate is 'growth rate r: early growth (logistic), rate at which growth fades (gompertz, richards); null for bass [1/year]';
comment on column curve.rate_se is 'its standard error [1/year]';
comment on column curve.rate_lower is 'lower end of its interval [1/year]';
comment on column curve.rate_upper is 'upper end of its interval [1/year]';
comment on column curve.inflection_on is 'day of fastest growth; null when it is not within 1970 to 2100 [date]';
comment on column curve.doubling_years is 'time to double at the rate of growth at last_on; null past nine tenths of the ceiling [year]';
comment on column curve.nu is 'Richards'' shape: 1 is the logistic, 0 the gompertz [ratio]';
comment on column curve.p is 'Bass''s coefficient of innovation [1/year]';
comment on column curve.q is 'Bass''s coefficient of imitation [1/year]';
comment on column curve.level is 'level of the intervals [probability]';
comment on column curve.rss is 'sum of squared residuals of the response, without lower bounds [see response]';
comment on column curve.aicc is 'corrected Akaike criterion; compares curves of the same response; null with five figures [nats]';
comment on column curve.autocorrelation is 'lag-1 autocorrelation of the residuals [ratio]';
comment on column curve.widening is 'factor sqrt((1 + rho)/(1 - rho)) by which standard errors and intervals are widened for it [ratio]';
comment on column curve.converged is 'the minimum was found again from another start';
comment on column curve.warnings is 'what to know of the fit; null: nothing';
