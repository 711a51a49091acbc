-- model_output: one row per number of a prediction, of earlier runs and of this one, in the model-output format of the hubverse. The
-- folder hub of a run has the same as files, with their tasks.json.
-- Users are forecast by quantiles, or by the median alone where there is no interval at either level. The leader of an undecided race
-- has a probability for each side, for 60 months after the entry. The effect of a registered hypothesis has three quantiles.
-- key: model_id, origin_date, target, horizon, target_end_date, location, output_type, output_type_id
create or replace table model_output as
with run as (
    select coalesce((select as_of from setting), (select max(published_on_start) from source)) as made_on
),
forecast_made as (
    select made_on, platform_id, metric, market, definition_id, horizon, target_on, quantile, value
    from forecast_record
    where chosen
    union all
    select coalesce(run.made_on, forecast.origin_on), forecast.platform_id, forecast.metric, forecast.market, forecast.definition_id,
        forecast.horizon, forecast.target_on, forecast.quantile, round(forecast.value)
    from forecast
    cross join run
    where forecast.chosen and (run.made_on is null or forecast.target_on >= months_after(run.made_on, -12))
        and not exists (select 1 from forecast_record where forecast_record.made_on = run.made_on)
),
counted as (
    select *, platform_id || ':' || market || ':' || definition_id as location,
        count(*) over (partition by made_on, platform_id, metric, market, definition_id, target_on) as quantiles
    from forecast_made
),
predicted as (
    select made_on, target, subject, route, quantile, value
    from prediction_record
    union all
    select now.made_on, now.target, now.subject, now.route, now.quantile, now.value
    from (
        select run.made_on, 'leader' as target, undecided.race_id as subject, undecided.route, cast(null as double) as quantile, undecided.p as value
        from undecided_prediction as undecided
        cross join run
        union all
        select run.made_on, 'effect', result.hypothesis_id, 'registered', level.quantile,
            case level.quantile when 0.025 then result.lower when 0.5 then result.estimate else result.upper end
        from hypothesis_result as result
        cross join run
        cross join (values (0.025e0), (0.5e0), (0.975e0)) as level (quantile)
        where result.races = 'all' and result.estimate is not null
    ) as now
    where now.made_on is not null and not exists (select 1 from prediction_record where prediction_record.made_on = now.made_on)
)
select 'headstart-forecast' as model_id, made_on as origin_date, metric as target, horizon, target_on as target_end_date, location,
    case quantiles when 5 then 'quantile' else 'median' end as output_type,
    case quantiles when 5 then as_text(quantile) else 'NA' end as output_type_id, value
from counted
where quantiles = 5 or quantile = 0.5
union all
select 'headstart-' || predicted.route, predicted.made_on, 'first mover leads', 60, months_after(race.responder_launch_end, 60), predicted.subject,
    'pmf', side.side, case side.side when 'first_mover' then predicted.value else 1 - predicted.value end
from predicted
join race on race.race_id = predicted.subject
cross join (values ('first_mover'), ('responder')) as side (side)
where predicted.target = 'leader'
union all
select 'headstart-registered', made_on, 'effect', 0, made_on, subject, 'quantile', as_text(quantile), value
from predicted
where target = 'effect'
order by model_id, origin_date, target, location, horizon, target_end_date, output_type, output_type_id;

comment on column model_output.model_id is 'team and model, as hubs name them';
comment on column model_output.origin_date is 'information cutoff of the run [date]';
comment on column model_output.target is 'metric (users are forecast), first mover leads, or effect';
comment on column model_output.horizon is 'of a metric: quarters after its last figure; of a race: months after the entry; else 0';
comment on column model_output.target_end_date is 'day that is predicted [date]';
comment on column model_output.location is 'platform:market:definition, race or hypothesis';
comment on column model_output.output_type is 'quantile, median or pmf';
comment on column model_output.output_type_id is 'probability of the quantile, side of the race, or NA';
comment on column model_output.value is 'value of the quantile, or probability of the side [see target]';
