-- one row per race with figures of both rivals: when the responder is first seen ahead.
select first.name as first_mover, second.name as responder, overtaking.market, overtaking.metric, head_start.months as head_start,
    overtaking.overtaken, overtaking.months_lower, overtaking.months_upper, overtaking.ahead_on, overtaking.behind_on, overtaking.clear,
    overtaking.months_known
from overtaking
join head_start using (race_id)
join platform as first on first.platform_id = overtaking.first_mover
join platform as second on second.platform_id = overtaking.responder
order by overtaking.overtaken desc, coalesce(overtaking.months_upper, overtaking.months_lower), overtaking.race_id
