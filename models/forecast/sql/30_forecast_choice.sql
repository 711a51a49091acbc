-- forecast_choice: one row per model: on how many series it beats drift, and which model the forecasts are read from. That is the
-- combination if it beats drift, by mase 2 to 4 quarters ahead, on more than half of the series of twelve figures or more; else drift.
-- key: model
create or replace table forecast_choice (
    model varchar,
    series bigint,
    beats_drift bigint,
    chosen boolean
);

comment on column forecast_choice.model is 'naive, drift, damped, logistic, gompertz or combination';
comment on column forecast_choice.series is 'series of twelve figures or more with a forecast scored 2 to 4 quarters ahead [series]';
comment on column forecast_choice.beats_drift is 'of these, series on which the model has the lower mase; null for drift itself [series]';
comment on column forecast_choice.chosen is 'the model that forecasts are read from';
