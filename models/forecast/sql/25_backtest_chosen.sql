-- backtest_chosen: one row per series (and one for all together) and horizon (0: all horizons together): how good the forecasts of backtest
-- were whose model was chosen from the errors known at the origin, as published forecasts are. Origins are those of backtest_score.
-- key: platform_id, metric, market, definition_id, horizon
create or replace table backtest_chosen (
    platform_id varchar,
    metric varchar,
    market varchar,
    definition_id varchar,
    horizon bigint,
    origins bigint,
    bounds bigint,
    mase double,
    n_80 bigint,
    clusters_80 bigint,
    coverage_80 double,
    coverage_80_lower double,
    coverage_80_upper double,
    below_80 double,
    above_80 double,
    coverage_80_by_series double,
    interval_score_80 double,
    n_95 bigint,
    clusters_95 bigint,
    coverage_95 double,
    coverage_95_lower double,
    coverage_95_upper double,
    below_95 double,
    above_95 double,
    coverage_95_by_series double,
    interval_score_95 double
);

comment on column backtest_chosen.platform_id is 'platform, or all';
comment on column backtest_chosen.metric is 'metric, a row of the table metric, or all';
comment on column backtest_chosen.market is 'ISO 3166-1 alpha-3 code, WLD for the world, or all';
comment on column backtest_chosen.definition_id is 'definition in force, or all';
comment on column backtest_chosen.horizon is 'quarters ahead; 0: 1 to 4 together [quarter]';
comment on column backtest_chosen.origins is 'forecasts scored [forecasts]';
comment on column backtest_chosen.bounds is 'forecasts whose target is a lower bound, not scored [forecasts]';
comment on column backtest_chosen.mase is 'mean absolute scaled error: in mean absolute steps between the figures known [ratio]';
comment on column backtest_chosen.n_80 is 'forecasts that have an interval of 80 % [forecasts]';
comment on column backtest_chosen.clusters_80 is 'clusters of these forecasts: series for all, calendar years of the origins for one series [clusters]';
comment on column backtest_chosen.coverage_80 is 'share of the figures inside the 80 % interval [probability]';
comment on column backtest_chosen.coverage_80_lower is 'lower end of its 95 % interval, which allows for forecasts of a cluster being alike (Korn and Graubard 1998); null with one cluster [probability]';
comment on column backtest_chosen.coverage_80_upper is 'upper end of its 95 % interval; null with one cluster [probability]';
comment on column backtest_chosen.below_80 is 'share of the figures below the interval [probability]';
comment on column backtest_chosen.above_80 is 'share of the figures above the interval [probability]';
comment on column backtest_chosen.coverage_80_by_series is 'mean of the coverage of the series, each series counting the same; null for one series [probability]';
comment on column backtest_chosen.interval_score_80 is 'mean interval score at 80 %, scaled like mase (MSIS); lower is better [ratio]';
comment on column backtest_chosen.n_95 is 'forecasts that have an interval of 95 % [forecasts]';
comment on column backtest_chosen.clusters_95 is 'clusters of these forecasts: series for all, calendar years of the origins for one series [clusters]';
comment on column backtest_chosen.coverage_95 is 'share of the figures inside the 95 % interval [probability]';
comment on column backtest_chosen.coverage_95_lower is 'lower end of its 95 % interval, which allows for forecasts of a cluster being alike (Korn and Graubard 1998); null with one cluster [probability]';
comment on column backtest_chosen.coverage_95_upper is 'upper end of its 95 % interval; null with one cluster [probability]';
comment on column backtest_chosen.below_95 is 'share of the figures below the interval [probability]';
comment on column backtest_chosen.above_95 is 'share of the figures above the interval [probability]';
comment on column backtest_chosen.coverage_95_by_series is 'mean of the coverage of the series, each series counting the same; null for one series [probability]';
comment on column backtest_chosen.interval_score_95 is 'mean interval score at 95 %, scaled like mase (MSIS); lower is better [ratio]';
