-- one row per file of the record: its path and its text. The first two are tables as a data package has them, for later runs to score;
-- made_on is the last day of which the run knew. Forecasts for days more than a year before that are left out. The rest is a hub as
-- the hubverse knows it: model outputs by model and day, and what they may hold.
with run as (
    select coalesce((select as_of from setting), (select max(published_on_start) from source)) as known_to
),
output as (
    select *, strftime(origin_date, '%Y-%m-%d') as made_on, strftime(target_end_date, '%Y-%m-%d') as ends_on,
        case when target in ('first mover leads', 'effect') then target else 'users' end as task
    from model_output
),
shape (task, position, name, units, kind, types) as (
    values ('users', 1, 'users', 'see the definition', 'continuous',
            '{"quantile": {"output_type_id": {"required": [0.025, 0.1, 0.5, 0.9, 0.975]}, "value": {"type": "double", "minimum": 0}, "is_required": false},
            "median": {"output_type_id": {"required": null}, "value": {"type": "double", "minimum": 0}, "is_required": false}}'),
        ('first mover leads', 2, 'The first mover has more users than the responder', 'probability', 'nominal',
            '{"pmf": {"output_type_id": {"required": ["first_mover", "responder"]}, "value": {"type": "double", "minimum": 0, "maximum": 1}, "is_required": true}}'),
        ('effect', 3, 'Estimate of a registered hypothesis', 'log odds ratio or difference of probabilities', 'continuous',
            '{"quantile": {"output_type_id": {"required": [0.025, 0.5, 0.975]}, "value": {"type": "double"}, "is_required": true}}')
),
tasks as (
    select shape.position, json_object(
        'task_ids', json_object(
            'origin_date', json_object('required', null, 'optional', list_sort(list_distinct(list(output.made_on)))),
            'target', json_object('required', null, 'optional', list_sort(list_distinct(list(output.target)))),
            'horizon', json_object('required', null, 'optional', list_sort(list_distinct(list(output.horizon)))),
            'target_end_date', json_object('required', null, 'optional', list_sort(list_distinct(list(output.ends_on)))),
            'location', json_object('required', null, 'optional', list_sort(list_distinct(list(output.location))))),
        'output_type', json(shape.types),
        'target_metadata', (
            select list(json_object('target_id', target, 'target_name', coalesce(metric.label, shape.name), 'target_units', shape.units,
                'target_type', shape.kind, 'target_keys', json_object('target', target), 'is_step_ahead', false) order by target)
            from (select distinct target from output as other where other.task = shape.task)
            left join metric on metric.metric = target
        )) as task
    from output
    join shape on shape.task = output.task
    group by shape.task, shape.position, shape.name, shape.units, shape.kind, shape.types
),
line (path, position, text) as (
    select 'forecast_records.csv', row_number() over (order by platform_id, metric, market, definition_id, model, horizon, quantile),
        concat_ws(',', coalesce(run.known_to, origin_on), $1, platform_id, metric, market, definition_id, model, chosen, origin_on, horizon, target_on,
            quantile, coalesce(cast(try_cast(round(value) as hugeint) as varchar), cast(value as varchar)), errors)
    from forecast
    cross join run
    where chosen and (run.known_to is null or target_on >= run.known_to - interval 1 year)
    union all
    select 'prediction_records.csv', row_number() over (order by target desc, subject, route, quantile),
        concat_ws(',', made_on, $1, target, subject, route, coalesce(cast(quantile as varchar), 'probability'), value)
    from (
        select run.known_to as made_on, 'leader' as target, race_id as subject, route, null as quantile, round(p, 6) as value
        from undecided_prediction
        cross join run
        union all
        select origin_date, 'effect', location, 'registered', cast(output_type_id as double), round(value, 6)
        from model_output
        join run on run.known_to = origin_date
        where target = 'effect'
    )
    where made_on is not null
    union all
    select 'hub/model-output/' || model_id || '/' || made_on || '-' || model_id || '.csv',
        row_number() over (order by target, location, horizon, ends_on, output_type, output_type_id),
        concat_ws(',', made_on, target, horizon, ends_on, location, output_type, output_type_id, value)
    from output
),
file as (
    select path, string_agg(text, chr(10) order by position) || chr(10) as text
    from line
    group by path
)
select head.path, head.text || coalesce(file.text, '') as text
from (
    values ('forecast_records.csv', 'made_on,run,platform_id,metric,market,definition_id,model,chosen,origin_on,horizon,target_on,quantile,value,errors' || chr(10)),
        ('prediction_records.csv', 'made_on,run,target,subject,route,output,value' || chr(10))
) as head (path, text)
left join file using (path)
union all
select path, 'origin_date,target,horizon,target_end_date,location,output_type,output_type_id,value' || chr(10) || text
from file
where path like 'hub/%'
union all
select 'hub/hub-config/tasks.json', json_object(
    'schema_version', 'https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0/tasks-schema.json',
    'rounds', [json_object('round_id_from_variable', true, 'round_id', 'origin_date',
        'model_tasks', (select list(task order by position) from tasks),
        'submissions_due', json_object('relative_to', 'origin_date', 'start', 0, 'end', 366))],
    'output_type_id_datatype', 'character') || chr(10)
where exists (select 1 from tasks)
union all
select 'hub/hub-config/admin.json', json_object(
    'schema_version', 'https://raw.githubusercontent.com/hubverse-org/schemas/main/v6.0.0/admin-schema.json',
    'name', 'headstart', 'maintainer', 'headstart', 'contact', json_object('name', 'headstart'),
    'repository', json_object('host', 'github', 'owner', 'headstart', 'name', 'headstart'),
    'file_format', ['csv'], 'timezone', 'Atlantic/Reykjavik') || chr(10)
where exists (select 1 from tasks)
order by 1
