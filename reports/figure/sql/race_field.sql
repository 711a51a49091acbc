-- one row per race, with its head start in months and what the dates leave open.
select head_start.race_id, head_start.market, first.name as first_name, head_start.first_mover, responder.name as responder_name,
    head_start.responder, head_start.days_lower / 30.4375 as months_lower, head_start.months,
    head_start.days_upper / 30.4375 as months_upper, head_start.winner, coalesce(head_start.decided_by, '') as decided_by,
    head_start.counted, coalesce(head_start.not_counted_because, '') as not_counted_because,
    head_start.race_id in (select race_id from founding_race) as founding
from head_start
join platform as first on first.platform_id = head_start.first_mover
join platform as responder on responder.platform_id = head_start.responder
order by head_start.months, head_start.race_id
