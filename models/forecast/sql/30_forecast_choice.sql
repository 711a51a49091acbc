-- forecast_choice: one row per model: how its forecasts of the last five years erred, and how many series it forecasts. For each series and
-- origin, the model has the lowest mean scaled error over the forecasts of the last five years whose figures were known at the origin: those
-- of the series count once each, those of all series together as much as 36 (nine at each horizon).
-- key: model
create or replace table forecast_choice (
    model varchar,
    series bigint,
    beats_drift bigint,
    chosen boolean,
    forecasts bigint,
    mean_scaled_error double,
    backtest_chosen bigint,
    series_chosen bigint
);

comment on column forecast_choice.model is 'naive, drift, damped, logistic, gompertz or combination';
comment on column forecast_choice.series is 'series of twelve figures or more with a forecast scored 2 to 4 quarters ahead [series]';
comment on column forecast_choice.beats_drift is 'of these, series on which the model has the lower mase; null for drift itself [series]';
comment on column forecast_choice.chosen is 'the lowest mean_scaled_error: the model of a series without errors of its own; forecast.chosen says which model a series has';
comment on column forecast_choice.forecasts is 'forecasts of backtest behind mean_scaled_error, of the five years before the last origin; lower bounds do not count [forecasts]';
comment on column forecast_choice.mean_scaled_error is 'their mean absolute scaled error; unlike mase of backtest_score, of five years only and with the origins in the first half of a series [ratio]';
comment on column forecast_choice.backtest_chosen is 'forecasts of backtest for which the model was chosen from the errors known at the origin [forecasts]';
comment on column forecast_choice.series_chosen is 'series whose forecast comes from the model [series]';
