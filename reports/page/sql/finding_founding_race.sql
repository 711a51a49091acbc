-- the founding race, if the data have it.
select first.name as first_name, second.name as second_name, head_start.days_lower as lower, head_start.days as value, head_start.days_upper as upper, head_start.winner,
    coalesce(first_launch.claims, 0) + coalesce(second_launch.claims, 0) as n
from head_start
join platform as first on first.platform_id = head_start.first_mover
join platform as second on second.platform_id = head_start.responder
left join launch as first_launch
    on first_launch.platform_id = head_start.first_mover and first_launch.market = head_start.market
left join launch as second_launch
    on second_launch.platform_id = head_start.responder and second_launch.market = head_start.market
join founding_race on founding_race.race_id = head_start.race_id
