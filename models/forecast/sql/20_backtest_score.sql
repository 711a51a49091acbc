-- backtest_score: one row per series (and one for all together), model and horizon (0: all horizons together): how good the forecasts of
-- backtest were, from origins with eight figures and half of the series known. All models are scored on the same figures. Figures that are
-- lower bounds are counted, not scored.
-- key: platform_id, metric, market, definition_id, model, horizon
create or replace table backtest_score (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    model varchar,
    horizon bigint,
    origins bigint,
    bounds bigint,
    bounds_above bigint,
    mae double,
    rmse double,
    mase double,
    smape double,
    interval_score_80 double,
    coverage_80 double,
    coverage_80_lower double,
    coverage_80_upper double,
    n_80 bigint,
    interval_score_95 double,
    coverage_95 double,
    coverage_95_lower double,
    coverage_95_upper double,
    n_95 bigint,
    rank bigint,
    beats_drift boolean,
    diebold_mariano double,
    p_value double
);

comment on column backtest_score.platform_id is 'platform, or all';
comment on column backtest_score.metric is 'metric, a row of the table metric, or all';
comment on column backtest_score.market is 'ISO 3166-1 alpha-3 code, WLD for the world, or all';
comment on column backtest_score.definition_id is 'definition in force, or all';
comment on column backtest_score.model is 'naive, drift, damped, logistic, gompertz or combination';
comment on column backtest_score.horizon is 'quarters ahead; 0: 1 to 4 together [quarter]';
comment on column backtest_score.origins is 'forecasts scored [forecasts]';
comment on column backtest_score.bounds is 'forecasts whose target is a lower bound, not scored [forecasts]';
comment on column backtest_score.bounds_above is 'of these, bounds above the upper end of the 80 % interval: misses for certain [forecasts]';
comment on column backtest_score.mae is 'mean absolute error; null for all [see definition]';
comment on column backtest_score.rmse is 'root mean squared error; null for all [see definition]';
comment on column backtest_score.mase is 'mean absolute scaled error: in mean absolute steps between the figures known; below 1 is better than naive one step ahead [ratio]';
comment on column backtest_score.smape is 'symmetric mean absolute percentage error [percent]';
comment on column backtest_score.interval_score_80 is 'mean interval score at 80 %, scaled like mase (MSIS); the smaller the better [ratio]';
comment on column backtest_score.coverage_80 is 'share of the figures inside the 80 % interval [probability]';
comment on column backtest_score.coverage_80_lower is 'lower end of its 95 % interval, clustered by series for all, by year of the origin for one series (Korn and Graubard 1998); null with one cluster [probability]';
comment on column backtest_score.coverage_80_upper is 'upper end of its 95 % interval, clustered likewise [probability]';
comment on column backtest_score.n_80 is 'forecasts that have an 80 % interval [forecasts]';
comment on column backtest_score.interval_score_95 is 'mean interval score at 95 %, scaled like mase (MSIS) [ratio]';
comment on column backtest_score.coverage_95 is 'share of the figures inside the 95 % interval [probability]';
comment on column backtest_score.coverage_95_lower is 'lower end of its 95 % interval, clustered by series for all, by year of the origin for one series (Korn and Graubard 1998); null with one cluster [probability]';
comment on column backtest_score.coverage_95_upper is 'upper end of its 95 % interval, clustered likewise [probability]';
comment on column backtest_score.n_95 is 'forecasts that have a 95 % interval [forecasts]';
comment on column backtest_score.rank is 'place by mase among the models, 1 the best';
comment on column backtest_score.beats_drift is 'mase is below that of drift; null for drift itself';
comment on column backtest_score.diebold_mariano is 'Diebold-Mariano statistic of the scaled absolute errors against drift, with the factor of Harvey, Leybourne and Newbold; below 0: better; null with fewer than 10 origins';
comment on column backtest_score.p_value is 'of that test, two-sided, t with one degree of freedom less than origins [probability]';
