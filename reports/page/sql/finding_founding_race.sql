-- the founding race, if the data have it. other_dates: claims of other dates than those of the race widen the range; where not, the
-- range is the precision of its dates.
select first.name as first_name, second.name as second_name, head_start.days_lower as lower, head_start.days as value, head_start.days_upper as upper, head_start.winner,
    head_start.first_earliest < race.first_launch_start or head_start.first_latest > race.first_launch_end
        or head_start.responder_earliest < race.responder_launch_start or head_start.responder_latest > race.responder_launch_end as other_dates,
    coalesce(first_launch.claims, 0) + coalesce(second_launch.claims, 0) as n
from head_start
join race using (race_id)
join platform as first on first.platform_id = head_start.first_mover
join platform as second on second.platform_id = head_start.responder
left join launch as first_launch
    on first_launch.platform_id = head_start.first_mover and first_launch.market = head_start.market
left join launch as second_launch
    on second_launch.platform_id = head_start.responder and second_launch.market = head_start.market
join founding_race on founding_race.race_id = head_start.race_id
