-- coder_difference: one row per race for which two codings of the outcome differ, with the criterion that both read.
-- key: race_id
create or replace table coder_difference as
select race_id, winner, winner_second_coder, primary_outcome, primary_with_found, winner <> winner_second_coder as coders_differ,
    primary_outcome <> 'none' and winner <> primary_outcome as measure_differs, confidence, decided_by, primary_months, criterion, note
from race
where winner <> winner_second_coder or (primary_outcome <> 'none' and winner <> primary_outcome)
order by race_id;

comment on column coder_difference.race_id is 'race';
comment on column coder_difference.winner is 'outcome by the first coder';
comment on column coder_difference.winner_second_coder is 'outcome by the second coder';
comment on column coder_difference.primary_outcome is 'leader by users nearest 60 months after the entry';
comment on column coder_difference.primary_with_found is 'the same with what was found after the coding';
comment on column coder_difference.coders_differ is 'the two coders differ';
comment on column coder_difference.measure_differs is 'the first coder and the primary outcome differ';
comment on column coder_difference.confidence is 'confidence of the second coder';
comment on column coder_difference.decided_by is 'date of the criterion';
comment on column coder_difference.primary_months is 'months from the entry to the evidence of primary_outcome [month]';
comment on column coder_difference.criterion is 'figures or event by which the first coder judged';
comment on column coder_difference.note is 'remarks on dates and outcome';
