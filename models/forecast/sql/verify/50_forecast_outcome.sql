-- forecast_outcome: one row per recorded run, series, model and horizon: the forecast and what has since been published: the figure nearest
-- to the target, at most 46 days away (half a quarter), and later than the last one that the forecast knew. A lower bound is shown and not
-- scored. Several runs without a new figure between them make one and the same forecast: only the first of them is counted.
-- key: made_on, run, platform_id, metric, market, definition_id, model, target_on
create or replace table forecast_outcome as
with made as (
    select run, made_on, platform_id, metric, market, definition_id, model, chosen, origin_on, horizon, target_on,
        max(case when quantile = 0.5 then value end) as value,
        max(case when quantile = 0.1 then value end) as lower_80,
        max(case when quantile = 0.9 then value end) as upper_80,
        max(case when quantile = 0.025 then value end) as lower_95,
        max(case when quantile = 0.975 then value end) as upper_95
    from forecast_record
    group by run, made_on, platform_id, metric, market, definition_id, model, chosen, origin_on, horizon, target_on
),
first as (
    select platform_id, metric, market, definition_id, model, origin_on, target_on, min(as_text(made_on) || ' ' || run) as record
    from made
    group by platform_id, metric, market, definition_id, model, origin_on, target_on
),
numbered as (
    select row_number() over (order by made_on, run, platform_id, metric, market, definition_id, model, origin_on, target_on) as number, made.*,
        as_text(made_on) || ' ' || run = record as counted
    from made
    join first using (platform_id, metric, market, definition_id, model, origin_on, target_on)
),
near as (
    select numbered.number, figure.placed_on as actual_on, figure.value as actual, figure.qualifier as actual_qualifier,
        row_number() over (order by numbered.number, abs(days_between(numbered.target_on, figure.placed_on)), figure.placed_on) as place
    from numbered
    join curve_series as figure
        on figure.platform_id = numbered.platform_id and figure.metric = numbered.metric and figure.market = numbered.market
        and figure.definition_id = numbered.definition_id and figure.placed_on > numbered.origin_on
        and abs(days_between(numbered.target_on, figure.placed_on)) <= 46
),
outcome as (
    select numbered.*, near.actual_on, near.actual, near.actual_qualifier,
        case when near.actual is null then 'pending' when near.actual_qualifier = 'at_least' then 'bound' else 'scored' end as status
    from numbered
    left join near
        on near.number = numbered.number and near.place in (select min(place) from near group by number)
)
select run, made_on, platform_id, metric, market, definition_id, model, chosen, origin_on, horizon, target_on, value, lower_80, upper_80,
    lower_95, upper_95, status, actual_on, actual, actual_qualifier,
    case when status = 'scored' then actual - value end as error,
    case when status = 'scored' then ln(actual / value) end as log_error,
    case when status = 'scored' then actual between lower_80 and upper_80 end as inside_80,
    case when status = 'scored' then actual between lower_95 and upper_95 end as inside_95,
    case when status = 'scored' then upper_80 - lower_80 + 2 / 0.2e0 * greatest(lower_80 - actual, actual - upper_80, 0) end as interval_score_80,
    case when status = 'scored' then upper_95 - lower_95 + 2 / 0.05e0 * greatest(lower_95 - actual, actual - upper_95, 0) end as interval_score_95,
    counted
from outcome
order by made_on, run, platform_id, metric, market, definition_id, model, origin_on, horizon;

comment on column forecast_outcome.run is 'run that made the forecast';
comment on column forecast_outcome.made_on is 'day on which it was made [date]';
comment on column forecast_outcome.platform_id is 'platform';
comment on column forecast_outcome.metric is 'metric, a row of the table metric';
comment on column forecast_outcome.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column forecast_outcome.definition_id is 'definition in force';
comment on column forecast_outcome.model is 'naive, drift, damped, logistic, gompertz or combination';
comment on column forecast_outcome.chosen is 'the model that the run read its forecasts from';
comment on column forecast_outcome.origin_on is 'day of the last figure that the run had [date]';
comment on column forecast_outcome.horizon is 'which of the quarters to come [quarter]';
comment on column forecast_outcome.target_on is 'last day of that quarter [date]';
comment on column forecast_outcome.value is 'forecast [see definition]';
comment on column forecast_outcome.lower_80 is 'lower end of the 80 % interval; null: there was none [see definition]';
comment on column forecast_outcome.upper_80 is 'upper end of the 80 % interval; null: there was none [see definition]';
comment on column forecast_outcome.lower_95 is 'lower end of the 95 % interval; null: there was none [see definition]';
comment on column forecast_outcome.upper_95 is 'upper end of the 95 % interval; null: there was none [see definition]';
comment on column forecast_outcome.status is 'scored, bound (what came is a lower bound) or pending (nothing published near the target yet)';
comment on column forecast_outcome.actual_on is 'day of the figure that came; null: pending [date]';
comment on column forecast_outcome.actual is 'the figure that came; null: pending [see definition]';
comment on column forecast_outcome.actual_qualifier is 'exact, approx or at_least; null: pending';
comment on column forecast_outcome.error is 'actual less forecast; null unless scored [see definition]';
comment on column forecast_outcome.log_error is 'ln(actual / forecast); null unless scored [log ratio]';
comment on column forecast_outcome.inside_80 is 'the figure lies in the 80 % interval; null: not scored, or no interval';
comment on column forecast_outcome.inside_95 is 'the figure lies in the 95 % interval; null: not scored, or no interval';
comment on column forecast_outcome.interval_score_80 is 'interval score at 80 %; null: not scored, or no interval [see definition]';
comment on column forecast_outcome.interval_score_95 is 'interval score at 95 %; null: not scored, or no interval [see definition]';
comment on column forecast_outcome.counted is 'the first run to make this forecast; a later one with the same last figure repeats it';
