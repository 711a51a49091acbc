-- backtest_score: one row per series (and one for all together), model and horizon (0: all horizons together): how good the forecasts of
-- backtest were, from origins with eight figures and half of the series known. All models are scored on the same figures. Figures that are
-- lower bounds are counted, not scored.
-- key: platform_id, metric, market, definition_id, model, horizon
create or replace table backtest_score as
with scored as (
    select judged.*, max(abs(actual - value)) over (partition by series, model, horizon, bound) as worst
    from work.judged_forecast as judged
    where model <> 'chosen'
),
-- MASE: Hyndman and Koehler (2006); sMAPE: Makridakis and Hibon (2000).
accuracy as (
    select series, model, horizon,
        sum(case when bound then 0 else 1 end) as origins, sum(case when bound then 1 else 0 end) as bounds,
        sum(case when bound and actual > upper_80 then 1 else 0 end) as bounds_above,
        exact_mean(case when not bound then abs(actual - value) end) as mae,
        max(case when not bound then worst end) * sqrt(exact_mean(case when not bound and worst > 0 then pow((actual - value) / worst, 2) when not bound then 0 end)) as rmse,
        exact_mean(loss) as mase,
        exact_mean(case when not bound and actual <> value then 200 * abs(actual - value) / (abs(actual) + abs(value)) when not bound then 0 end) as smape
    from scored
    group by series, model, horizon
),
-- The test of Diebold and Mariano (1995) compares
-- losses d with those of drift: mean(d)/√((γ[0] + 2(γ[1] + … + γ[h-1]))/n), with the factor √((n + 1 - 2h + h(h-1)/n)/n) of Harvey, Leybourne and
-- Newbold (1997), γ being the autocovariances of d. Where their sum is not positive, γ[0] stands alone and h is 1, as in R's forecast::dm.test.
difference as (
    select series, judged.model, horizon, origin_on, judged.loss - drift.loss as d
    from work.judged_forecast as judged
    join work.judged_forecast as drift using (series, horizon, origin_on)
    where drift.model = 'drift' and series > 0 and horizon > 0 and judged.loss is not null
),
-- In units of the largest, in which sums have all their digits.
sized as (
    select series, model, horizon, origin_on, n, d / nullif(largest, 0) as d
    from difference
    join (select series, model, horizon, count(*) as n, max(abs(d)) as largest from difference group by series, model, horizon)
        using (series, model, horizon)
),
average as (
    select series, model, horizon, exact_mean(d) as mean
    from sized
    where n >= 10 and d is not null
    group by series, model, horizon
),
lagged as (
    select sized.*, mean, d - mean as e, lag(d - mean, 1) over up as e1, lag(d - mean, 2) over up as e2, lag(d - mean, 3) over up as e3
    from sized
    join average using (series, model, horizon)
    window up as (partition by series, model, horizon order by origin_on)
),
covariance as (
    select series, model, horizon, n, mean, exact_mean(e * e) as alone,
        exact_mean(e * (e + 2 * (case when horizon > 1 then coalesce(e1, 0) else 0 end + case when horizon > 2 then coalesce(e2, 0) else 0 end
            + case when horizon > 3 then coalesce(e3, 0) else 0 end))) as whole
    from lagged
    group by series, model, horizon, n, mean
),
tested as (
    select series, model, horizon, n,
        case when whole > 0 then mean / sqrt(whole / n) * sqrt(greatest(0, n + 1 - 2 * horizon + horizon * (horizon - 1e0) / n) / n)
            when alone > 0 then mean / sqrt(alone / n) * sqrt((n - 1e0) / n) end as statistic
    from covariance
),
-- Against the other models of the series and horizon: the place by mase, and whether it is below that of drift.
placed as (
    select own.series, own.model, own.horizon, 1 + count(case when other.mase < own.mase then 1 end) as rank,
        own.mase < max(case when other.model = 'drift' then other.mase end) as beats_drift
    from accuracy as own
    join accuracy as other using (series, horizon)
    group by own.series, own.model, own.horizon, own.mase
)
select platform_id, metric, market, definition_id, model, horizon, cast(origins as bigint) as origins, cast(bounds as bigint) as bounds,
    cast(bounds_above as bigint) as bounds_above,
    -- People and accounts, millions and billions have no mean.
    case when series > 0 then mae end as mae, case when series > 0 then rmse end as rmse, mase, smape,
    at_80.score as interval_score_80, at_80.p as coverage_80, at_80.lower as coverage_80_lower, at_80.upper as coverage_80_upper, coalesce(at_80.n, 0) as n_80,
    at_95.score as interval_score_95, at_95.p as coverage_95, at_95.lower as coverage_95_lower, at_95.upper as coverage_95_upper, coalesce(at_95.n, 0) as n_95,
    case when mase is not null then rank end as rank, case when model <> 'drift' then beats_drift end as beats_drift,
    tested.statistic as diebold_mariano, two_sided_t(tested.statistic, tested.n - 1) as p_value
from accuracy
join work.judged_series using (series)
join placed using (series, model, horizon)
left join (select * from work.coverage where percent = 80) as at_80 using (series, model, horizon)
left join (select * from work.coverage where percent = 95) as at_95 using (series, model, horizon)
left join tested using (series, model, horizon)
order by platform_id, metric, market, definition_id, model, horizon;

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
