-- forecast_choice: one row per model: how its forecasts of the last five years erred, and how many series it forecasts. For each series and
-- origin, the model has the lowest mean scaled error over the forecasts of the last five years whose figures were known at the origin: those
-- of the series count once each, those of all series together as much as 36 (nine at each horizon).
-- key: model
create or replace table forecast_choice as
with way (position, model) as (
    values (1, 'naive'), (2, 'drift'), (3, 'damped'), (4, 'logistic'), (5, 'gompertz'), (6, 'combination')
),
today as (
    select max(origin_on) as last_on from forecast
),
erred as (
    select model, count(*) as forecasts, exact_mean(abs(actual - value) / scale) as mean_scaled_error
    from backtest
    cross join today
    where quantile = 0.5 and actual_qualifier <> 'at_least' and scale > 0 and target_on <= last_on and days_between(target_on, last_on) < 5 * 365.25e0
    group by model
),
far as (
    select series, model, exact_mean(loss) as mase
    from work.judged_forecast
    join work.judged_series using (series)
    where figures >= 12 and horizon = 0 and of_horizon >= 2 and loss is not null and model <> 'chosen'
    group by series, model
),
won as (
    select far.model, count(*) as series, sum(case when far.mase < drift.mase then 1 else 0 end) as beats_drift
    from far
    join far as drift using (series)
    where drift.model = 'drift'
    group by far.model
),
nested as (
    select model, count(*) as backtest_chosen from backtest where chosen and quantile = 0.5 group by model
),
published as (
    select model, count(*) as series_chosen from forecast where chosen and quantile = 0.5 and horizon = 1 group by model
)
select model, coalesce(series, 0) as series, case when model <> 'drift' then coalesce(cast(beats_drift as bigint), 0) end as beats_drift,
    row_number() over (order by case when mean_scaled_error is null then 1 else 0 end, mean_scaled_error, position) = 1 as chosen,
    coalesce(forecasts, 0) as forecasts, mean_scaled_error, coalesce(backtest_chosen, 0) as backtest_chosen, coalesce(series_chosen, 0) as series_chosen
from way
left join erred using (model)
left join won using (model)
left join nested using (model)
left join published using (model)
order by position;

comment on column forecast_choice.model is 'naive, drift, damped, logistic, gompertz or combination';
comment on column forecast_choice.series is 'series of twelve figures or more with a forecast scored 2 to 4 quarters ahead [series]';
comment on column forecast_choice.beats_drift is 'of these, series on which the model has the lower mase; null for drift itself [series]';
comment on column forecast_choice.chosen is 'the lowest mean_scaled_error: the model of a series without errors of its own; forecast.chosen says which model a series has';
comment on column forecast_choice.forecasts is 'forecasts of backtest behind mean_scaled_error, of the five years before the last origin; lower bounds do not count [forecasts]';
comment on column forecast_choice.mean_scaled_error is 'their mean absolute scaled error; unlike mase of backtest_score, of five years only and with the origins in the first half of a series [ratio]';
comment on column forecast_choice.backtest_chosen is 'forecasts of backtest for which the model was chosen from the errors known at the origin [forecasts]';
comment on column forecast_choice.series_chosen is 'series whose forecast comes from the model [series]';
