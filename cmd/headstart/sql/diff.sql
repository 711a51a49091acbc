-- one row: what two manifests differ in, by names of files, keys of settings and ids of findings
with manifest as (
    select side, cast(of as json) as of, of ->> 'run' as run, of ->> 'version' as version
    from (values ('before', $before), ('after', $after)) as m(side, of)
),
entry as (
    select side, 'input' as kind, f.id as place, f.value ->> 'name' as key, f.value ->> 'sha256' as text
    from manifest, json_each(of, '$.inputs') as f
    union all
    select side, 'conclusion', f.id, f.value ->> 'id', f.value ->> 'text'
    from manifest, json_each(of, '$.findings') as f
    union all
    -- Lists are one value. Where data come from and results go is no setting.
    select side, 'setting', 0, replace(substr(s.fullkey, length('$.configuration.') + 1), '"', ''), s.value ->> '$'
    from manifest, json_tree(of, '$.configuration') as s
    where s.type <> 'OBJECT' and not contains(regexp_replace(s.fullkey, '"[^"]*"', '', 'g'), '[')
        and s.fullkey not in ('$.configuration.data', '$.configuration.out', '$.configuration.raw', '$.configuration.user_agent',
            '$.configuration.allow_hosts', '$.configuration.memory', '$.configuration.threads', '$.configuration.lake')
),
-- first in the order of the later run, then what only the earlier one has
change as (
    select kind, key, coalesce(b.text, '') as before, coalesce(a.text, '') as after, row_number() over (order by coalesce(a.place, 1000000000 + b.place), key) as place
    from (from entry where side = 'before') as b
    full join (from entry where side = 'after') as a using (kind, key)
    where coalesce(b.text, '') <> coalesce(a.text, '')
)
select
    any_value(earlier.run) as before,
    any_value(later.run) as after,
    count(kind) > 0 or any_value(earlier.version <> later.version) as changed,
    any_value(case when earlier.version <> later.version then [earlier.version, later.version] end) as version,
    coalesce(list({'name': key, 'change': case when change.before = '' then 'added' when change.after = '' then 'removed' else 'changed' end} order by place)
        filter (kind = 'input'), []) as inputs,
    coalesce(list({'key': key, 'before': change.before, 'after': change.after} order by place) filter (kind = 'setting'), []) as settings,
    coalesce(list({'id': key, 'before': change.before, 'after': change.after} order by place) filter (kind = 'conclusion'), []) as conclusions
from (from manifest where side = 'before') as earlier
cross join (from manifest where side = 'after') as later
left join change on true
