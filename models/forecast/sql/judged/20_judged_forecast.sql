-- judged_forecast: one row per forecast of backtest that is judged, from the origin in the middle of its series on, so that every model has had figures
-- to learn from; once more under the model "chosen" where its model was chosen, again for horizon 0, which is all together, and again for
-- all series together, which are series 0 of judged_series. Forecasts of one cluster share an error: those of a series, and within a series
-- those of a year. loss and the interval scores are in units of scale, and null where that is 0.
-- key: series, model, horizon, cluster, origin_on, of_horizon
create or replace table work.judged_forecast as
with made as (
    select series, model, origin_on, horizon, chosen, scale, actual, actual_qualifier = 'at_least' as bound,
        max(case when quantile = 0.5 then value end) as value,
        max(case when quantile = 0.1 then value end) as lower_80, max(case when quantile = 0.9 then value end) as upper_80,
        max(case when quantile = 0.025 then value end) as lower_95, max(case when quantile = 0.975 then value end) as upper_95
    from backtest
    join work.judged_series using (platform_id, metric, market, definition_id)
    where n >= greatest(8, floor(figures / 2))
    group by series, model, origin_on, horizon, chosen, scale, actual, actual_qualifier
),
named as (
    select made.*, model as of_model from made
    union all
    select made.*, 'chosen' from made where chosen
)
select case when whole.together then 0 else series end as series, of_model as model, cast(span.horizon as bigint) as horizon,
    case when whole.together then series else extract(year from origin_on) end as cluster,
    origin_on, named.horizon as of_horizon, actual, value, bound, lower_80, upper_80, lower_95, upper_95,
    case when not bound and scale > 0 then scale end as scale, case when not bound and scale > 0 then abs(actual - value) / scale end as loss
from named
cross join (values (0), (1), (2), (3), (4)) as span (horizon)
cross join (values (true), (false)) as whole (together)
where span.horizon in (0, named.horizon);
