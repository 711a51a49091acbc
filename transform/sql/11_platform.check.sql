-- must return no rows: a platform is listed once, and what it is part of is listed too and a whole.
select line, 'platform_id' as column_name, platform_id as text, 'unique' as rule,
    'platform ' || platform_id || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by platform_id order by line) as copy from raw.platform)
where copy > 1
union all
select line, 'part_of', part_of, 'foreign_key', 'part_of names a platform that platforms.csv does not list', null
from raw.platform
where part_of is not null and part_of not in (select platform_id from raw.platform)
union all
select line, 'part_of', part_of, 'nesting', 'part_of names a platform that is itself part of one; name the whole', null
from raw.platform
where part_of in (select platform_id from raw.platform where part_of is not null)
