-- race_evidence: one row per finding about a race as one source states it, made after the race was coded.
-- key: race_id, as_of, source_id, measure
create or replace table race_evidence as
select evidence.race_id, evidence.as_of, evidence.as_of_start, evidence.as_of_end, evidence.kind, evidence.measure, evidence.unit,
    evidence.first_mover_value, evidence.responder_value, evidence.bound, evidence.source_id, evidence.quote, evidence.note, evidence.line
from raw.race_evidence as evidence
join source using (source_id)
order by evidence.race_id, evidence.as_of_start, evidence.source_id, evidence.measure;
