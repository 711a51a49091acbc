-- race: one row per pair of rivals in one market, with the outcome as sources tell it and as two people coded it.
-- Under setting.as_of only races whose every source was published by then; an outcome that is read later is none, and a closure after
-- that day is not known.
-- key: race_id
create or replace table race as
with known as (
    select race.line
    from (select line, items(source_ids) as source_id from raw.race) as race
    left join source using (source_id)
    group by race.line
    having count(*) = count(source.source_id)
),
dated as (
    select race.*, coalesce(setting.as_of, date '9999-12-31') as known_to
    from raw.race as race
    join known using (line)
    cross join setting
)
select race_id, market, first_mover, first_launch, first_launch_start, first_launch_end,
    responder, responder_launch, responder_launch_start, responder_launch_end,
    winner, decided_by, decided_by_start, decided_by_end, criterion, source_ids, note,
    first_launch_kind, responder_launch_kind, criterion_kind, evidence_kind, strength, evidence_on, evidence_on_start, evidence_on_end,
    months_after_entry, rival_kind, third_led, later_reversal, same_owner_from, same_owner_from_start, same_owner_from_end, state_action,
    case when exit_first_end <= known_to then exit_first end as exit_first,
    case when exit_first_end <= known_to then exit_first_start end as exit_first_start,
    case when exit_first_end <= known_to then exit_first_end end as exit_first_end,
    case when exit_responder_end <= known_to then exit_responder end as exit_responder,
    case when exit_responder_end <= known_to then exit_responder_start end as exit_responder_start,
    case when exit_responder_end <= known_to then exit_responder_end end as exit_responder_end,
    case when months_after(responder_launch_end, 48) > known_to then 'none' else leader_36 end as leader_36,
    case when months_after(responder_launch_end, 72) > known_to then 'none' else leader_60 end as leader_60,
    case when months_after(responder_launch_end, coalesce(primary_months, 0)) > known_to then 'none' else primary_outcome end as primary_outcome,
    case when months_after(responder_launch_end, coalesce(primary_months, 0)) <= known_to then primary_months end as primary_months,
    case when months_after(responder_launch_end, 60) > known_to then 'none' else survival_60 end as survival_60,
    winner_second_coder, confidence, wave,
    case when months_after(responder_launch_end, coalesce(primary_months, 0)) <= known_to then primary_strength end as primary_strength,
    case when months_after(responder_launch_end, coalesce(primary_months, 0)) <= known_to then primary_evidence end as primary_evidence,
    case when months_after(responder_launch_end, coalesce(primary_with_found_months, 0)) > known_to then 'none'
        else primary_with_found end as primary_with_found,
    case when months_after(responder_launch_end, coalesce(primary_with_found_months, 0)) <= known_to
        then primary_with_found_months end as primary_with_found_months,
    blind, ranking_page, line
from dated
order by race_id;
