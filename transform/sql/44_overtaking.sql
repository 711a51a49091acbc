-- overtaking: one row per race in lead: when the responder is first seen ahead. It entered without users, so the first mover was ahead
-- at the entry; the overtaking lies between the last month before it in which the first mover was ahead (the entry, if none is known)
-- and the first in which the responder was. A race whose responder is never seen ahead is censored at the last month of its figures.
-- key: race_id
create or replace table overtaking as
with seen as (
    select race_id, min(case when leader = 'responder' then months_after_entry end) as behind,
        min(months_after_entry) as known_from, max(months_after_entry) as known_to, count(*) as months_known
    from lead
    group by race_id
),
before as (
    select seen.race_id, max(lead.month) as ahead_on, max(lead.months_after_entry) as ahead
    from seen
    join lead on lead.race_id = seen.race_id and lead.leader <> 'responder'
    where seen.behind is null or lead.months_after_entry < seen.behind
    group by seen.race_id
)
select seen.race_id, race.market, race.first_mover, race.responder, behind.metric, seen.months_known, seen.known_from, seen.known_to,
    seen.behind is not null as overtaken, before.ahead_on,
    case when seen.behind is not null then behind.month end as behind_on,
    case when seen.behind is not null then coalesce(before.ahead, 0) else seen.known_to end as months_lower,
    seen.behind as months_upper,
    case when seen.behind is not null then behind.clear end as clear
from seen
join race on race.race_id = seen.race_id
join lead as behind on behind.race_id = seen.race_id and behind.months_after_entry = coalesce(seen.behind, seen.known_to)
left join before on before.race_id = seen.race_id
order by seen.race_id;

comment on column overtaking.race_id is 'race';
comment on column overtaking.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column overtaking.first_mover is 'platform that launched first';
comment on column overtaking.responder is 'platform that launched later';
comment on column overtaking.metric is 'metric in which they are compared';
comment on column overtaking.months_known is 'months in lead [months]';
comment on column overtaking.known_from is 'first of these, after the entry [month]';
comment on column overtaking.known_to is 'last of these, after the entry [month]';
comment on column overtaking.overtaken is 'the responder is seen ahead';
comment on column overtaking.ahead_on is 'last month before that in which the first mover was ahead; null: not seen ahead [date]';
comment on column overtaking.behind_on is 'first month in which the responder was ahead; null: not overtaken [date]';
comment on column overtaking.months_lower is 'least time from the entry to the overtaking; if not overtaken, time without it [month]';
comment on column overtaking.months_upper is 'most time from the entry to the overtaking; null: not overtaken [month]';
comment on column overtaking.clear is 'the figures of behind_on allow no other leader; null: not overtaken';
