-- must return no rows: keys resolve, ranges are not reversed, and two definitions of one metric do not overlap.
select line, 'definition_id' as column_name, definition_id as text, 'unique' as rule,
    'definition ' || definition_id || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by definition_id order by line) as copy from raw.definition)
where copy > 1
union all
select line, 'platform_id', platform_id, 'foreign_key', 'no such platform in platforms.csv', null
from raw.definition
where platform_id is not null and platform_id not in (select platform_id from raw.platform)
union all
select line, 'metric', metric, 'foreign_key', 'no such metric in metrics.csv', null
from raw.definition
where metric not in (select metric from raw.metric)
union all
select line, 'source_id', source_id, 'foreign_key', 'no such source in sources.csv', null
from raw.definition
where source_id is not null and source_id not in (select source_id from raw.source)
union all
select line, 'source_id', null, 'sourced', 'a definition of one platform needs a source', null
from raw.definition
where source_id is null and platform_id is not null
union all
select line, 'valid_to', valid_to, 'range', 'valid_to is before valid_from (' || valid_from || ')', null
from raw.definition
where valid_to_end < valid_from_start
union all
select later.line, 'valid_from', coalesce(later.valid_from, ''), 'overlap',
    'overlaps ' || earlier.definition_id || ' of the same platform and metric; the first row is kept', null
from raw.definition as later
join raw.definition as earlier
    on earlier.line < later.line and earlier.metric = later.metric
    and coalesce(earlier.platform_id, '') = coalesce(later.platform_id, '')
    and coalesce(earlier.valid_from_start, date '0001-01-01') <= coalesce(later.valid_to_end, date '9999-12-31')
    and coalesce(later.valid_from_start, date '0001-01-01') <= coalesce(earlier.valid_to_end, date '9999-12-31')
