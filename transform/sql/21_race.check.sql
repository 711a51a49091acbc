-- must return no rows: keys resolve, a race has two sides and a source, and the first mover was first.
select line, 'race_id' as column_name, race_id as text, 'unique' as rule,
    'race ' || race_id || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by race_id order by line) as copy from raw.race)
where copy > 1
union all
select line, 'first_mover', first_mover, 'foreign_key', 'no such platform in platforms.csv', null
from raw.race
where first_mover not in (select platform_id from raw.platform)
union all
select line, 'responder', responder, 'foreign_key', 'no such platform in platforms.csv', null
from raw.race
where responder not in (select platform_id from raw.platform)
union all
select line, 'responder', responder, 'sides', 'a race needs two platforms, and this one names the same twice', null
from raw.race
where first_mover = responder
union all
select line, 'source_ids', source_id, 'foreign_key', 'no source ' || source_id || ' in sources.csv', null
from (select line, items(source_ids) as source_id from raw.race)
where source_id not in (select source_id from raw.source)
union all
select line, 'responder_launch', responder_launch, 'range',
    'the responder''s launch ends before the first mover''s begins (' || first_launch || '); swap the sides', null
from raw.race
where responder_launch_end < first_launch_start
union all
select line, 'decided_by', decided_by, 'range', 'decided before the responder was there (' || responder_launch || ')', null
from raw.race
where decided_by_end < responder_launch_start
