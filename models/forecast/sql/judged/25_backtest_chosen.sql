-- backtest_chosen: one row per series (and one for all together) and horizon (0: all horizons together): how good the forecasts of backtest
-- were whose model was chosen from the errors known at the origin, as published forecasts are. Origins are those of backtest_score.
-- key: platform_id, metric, market, definition_id, horizon
create or replace table backtest_chosen as
with accuracy as (
    select series, model, horizon, sum(case when bound then 0 else 1 end) as origins,
        sum(case when bound then 1 else 0 end) as bounds, exact_mean(loss) as mase
    from work.judged_forecast
    where model = 'chosen'
    group by series, model, horizon
)
select platform_id, metric, market, definition_id, horizon, cast(origins as bigint) as origins, cast(bounds as bigint) as bounds, mase,
    coalesce(at_80.n, 0) as n_80, coalesce(at_80.clusters, 0) as clusters_80, at_80.p as coverage_80, at_80.lower as coverage_80_lower,
    at_80.upper as coverage_80_upper, at_80.below as below_80, at_80.above as above_80,
    case when series = 0 then at_80.by_series end as coverage_80_by_series, at_80.score as interval_score_80,
    coalesce(at_95.n, 0) as n_95, coalesce(at_95.clusters, 0) as clusters_95, at_95.p as coverage_95, at_95.lower as coverage_95_lower,
    at_95.upper as coverage_95_upper, at_95.below as below_95, at_95.above as above_95,
    case when series = 0 then at_95.by_series end as coverage_95_by_series, at_95.score as interval_score_95
from accuracy
join work.judged_series using (series)
left join (select * from work.coverage where percent = 80) as at_80 using (series, model, horizon)
left join (select * from work.coverage where percent = 95) as at_95 using (series, model, horizon)
order by platform_id, metric, market, definition_id, horizon;

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
