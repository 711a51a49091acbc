-- lead_state: one row per race and 12, 24, 36 or 60 months after the responder's entry: the month of lead nearest to it, the earlier of
-- two, where there is one within six months.
-- key: race_id, horizon
create or replace table lead_state as
with asked (horizon) as (
    values (12), (24), (36), (60)
),
near as (
    select lead.*, asked.horizon,
        row_number() over (
            partition by lead.race_id, asked.horizon order by abs(lead.months_after_entry - asked.horizon), lead.month
        ) as place
    from lead
    join asked on abs(lead.months_after_entry - asked.horizon) <= 6
)
select race_id, horizon, month, months_after_entry, metric, share, lower, upper, leader, clear
from near
where place = 1
order by race_id, horizon;

comment on column lead_state.race_id is 'race';
comment on column lead_state.horizon is 'time after the entry that is asked for [month]';
comment on column lead_state.month is 'first day of the month that answers [date]';
comment on column lead_state.months_after_entry is 'time from the entry to that month [month]';
comment on column lead_state.metric is 'metric of both values';
comment on column lead_state.share is 'the first mover''s part of the sum of both [ratio]';
comment on column lead_state.lower is 'least share that the figures allow; null: not bounded [ratio]';
comment on column lead_state.upper is 'largest share that the figures allow; null: not bounded [ratio]';
comment on column lead_state.leader is 'first_mover, responder or level';
comment on column lead_state.clear is 'so for every value that the figures allow';
