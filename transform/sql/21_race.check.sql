-- must return no rows: keys resolve, a race has two sides and a source, the first mover was first, and the columns of the coding
-- say the same thing: an outcome has its month and grade, its bound repeats it, and a closure comes after the entry.
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
union all
select line, 'primary_outcome', primary_outcome, 'coding', 'an outcome goes with primary_months and primary_strength, and none without them', null
from raw.race
where (primary_outcome <> 'none') <> (primary_months is not null) or (primary_outcome <> 'none') <> (primary_strength is not null)
union all
select line, 'survival_60', survival_60, 'coding', 'the bound must repeat primary_outcome, ' || primary_outcome || ', which is not none', null
from raw.race
where primary_outcome <> 'none' and survival_60 <> primary_outcome
union all
select line, 'primary_with_found', primary_with_found, 'coding',
    'an outcome goes with primary_with_found_months, and what was found later cannot remove an outcome', null
from raw.race
where (primary_with_found <> 'none') <> (primary_with_found_months is not null)
    or (primary_outcome <> 'none' and primary_with_found = 'none')
union all
select line, 'leader_60', leader_60, 'coding', 'a leader at 60 months is the primary outcome too', null
from raw.race
where leader_60 <> 'none' and leader_60 <> primary_outcome
union all
select line, 'winner_second_coder', winner_second_coder, 'coding', 'third needs third_led = yes', null
from raw.race
where winner_second_coder = 'third' and third_led <> 'yes'
union all
select line, 'exit_responder', exit_responder, 'range', 'the responder closed before it opened (' || responder_launch || ')', null
from raw.race
where exit_responder_end < responder_launch_start
union all
select line, 'exit_first', exit_first, 'range', 'the first mover closed before the responder opened (' || responder_launch || ')', null
from raw.race
where exit_first_end < responder_launch_start
