-- one row per race, shortest head start first.
select first.name as first_mover, second.name as responder, head_start.market, head_start.months,
    head_start.days_lower / 30.4375 as months_lower, head_start.days_upper / 30.4375 as months_upper,
    case head_start.winner when 'first_mover' then first.name when 'responder' then second.name else 'undecided' end as winner,
    race.criterion as decided_on, coalesce(head_start.not_counted_because, '') as left_out_because
from head_start
join race using (race_id)
join platform as first on first.platform_id = head_start.first_mover
join platform as second on second.platform_id = head_start.responder
order by head_start.days, head_start.race_id
