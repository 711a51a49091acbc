-- hypothesis: one row per hypothesis, as it was registered. Only races of waves other than waves_known test it.
-- races_known counts those of the waves known then.
-- key: hypothesis_id
create or replace table hypothesis as
with known as (
    select given.hypothesis_id, count(race.race_id) as races
    from (select hypothesis_id, items(waves_known) as wave from raw.hypothesis) as given
    left join race on as_text(race.wave) = given.wave
    group by given.hypothesis_id
)
select hypothesis.hypothesis_id, hypothesis.kind, hypothesis.statement, hypothesis.outcome, hypothesis.estimand, hypothesis.model,
    hypothesis.term, hypothesis.expected, hypothesis.changes_mind, hypothesis.registered_on_start as registered_on, hypothesis.waves_known,
    known.races as races_known, hypothesis.note, hypothesis.line
from raw.hypothesis as hypothesis
join known using (hypothesis_id)
cross join setting
where setting.as_of is null or hypothesis.registered_on_end <= setting.as_of
order by case hypothesis.kind when 'primary' then 1 when 'secondary' then 2 else 3 end, hypothesis.hypothesis_id;

comment on column hypothesis.registered_on is 'day on which it was registered [date]';
comment on column hypothesis.races_known is 'races of the waves known then [races]';
