-- one row per combination of owners with and without an earlier network, over the races that count and have both sides known.
with side as (
    select race_id,
        max(case when side = 'first_mover' then case when users > 0 then 1 when users = 0 then 0 end end) as first_has,
        max(case when side = 'responder' then case when users > 0 then 1 when users = 0 then 0 end end) as responder_has
    from owner_network
    group by race_id
),
sorted as (
    select head_start.race_id, head_start.winner,
        case when first_has = 1 and responder_has = 1 then 3 when first_has = 1 then 1 when responder_has = 1 then 4 else 2 end as position
    from head_start
    join side using (race_id)
    where head_start.counted and first_has is not null and responder_has is not null
)
select sorted.position, count(*) filter (where sorted.winner = 'first_mover') as wins, count(*) as n,
    jeffreys_lower(count(*) filter (where sorted.winner = 'first_mover'), count(*), max(setting.level)) as lower,
    jeffreys_upper(count(*) filter (where sorted.winner = 'first_mover'), count(*), max(setting.level)) as upper,
    max(setting.level) as level, (select n from base_rate where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')) as decided
from sorted
cross join setting
group by sorted.position
order by sorted.position
