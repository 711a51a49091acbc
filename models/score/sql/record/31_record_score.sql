-- record_score: one row per kind of prediction and model on record: how those that can be scored have done. A forecast is judged by the
-- interval score of logarithms, so that large and small platforms count alike, and by its first record. Lower is better.
-- key: target, route
create or replace table record_score as
with judged as (
    select 'forecast' as target, model as route, status = 'scored' as scored, cast(null as double) as log_loss, cast(null as double) as brier,
        case when status = 'scored' and lower_80 > 0 and upper_80 > 0
            then ln(upper_80 / lower_80) + 2 / 0.2e0 * greatest(ln(lower_80 / actual), ln(actual / upper_80), 0) end as interval_score,
        inside_80 as inside
    from forecast_outcome
    where chosen and counted
    union all
    select target, route, status = 'scored', log_loss, brier, interval_score,
        case when interval_score is not null then outcome between lower and upper end
    from prediction_outcome
)
select target, route, count(*) as predictions, cast(sum(case when scored then 1 else 0 end) as bigint) as n, exact_mean(log_loss) as log_loss,
    exact_mean(brier) as brier, exact_mean(interval_score) as interval_score, cast(sum(case when inside then 1 else 0 end) as bigint) as inside,
    count(inside) as with_interval
from judged
group by target, route
order by target, route;

comment on column record_score.target is 'forecast (of users), leader (of a race) or effect (of a hypothesis)';
comment on column record_score.route is 'model of the forecast, route as in undecided_prediction, or registered';
comment on column record_score.predictions is 'predictions on record [predictions]';
comment on column record_score.n is 'of these, scored [predictions]';
comment on column record_score.log_loss is 'mean log loss of leaders; null: none [nat]';
comment on column record_score.brier is 'mean Brier score of leaders; null: none [probability squared]';
comment on column record_score.interval_score is 'mean interval score: of logarithms at 80 % for forecasts, at 95 % for effects; null: none [log ratio, or see hypothesis.estimand]';
comment on column record_score.inside is 'outcomes inside the interval [predictions]';
comment on column record_score.with_interval is 'scored predictions that had one [predictions]';
