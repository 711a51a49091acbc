-- race: one row per pair of rivals in one market, with the outcome as sources tell it.
-- Under setting.as_of only races whose every source was published by then.
-- key: race_id
create or replace table race as
with known as (
    select race.line
    from (select line, items(source_ids) as source_id from raw.race) as race
    left join source using (source_id)
    group by race.line
    having count(*) = count(source.source_id)
)
select race_id, market, first_mover, first_launch, first_launch_start, first_launch_end,
    responder, responder_launch, responder_launch_start, responder_launch_end,
    winner, decided_by, decided_by_start, decided_by_end, criterion, source_ids, note, line
from raw.race as race
join known using (line)
order by race_id;
