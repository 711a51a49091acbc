-- one row per race and month in which both rivals have figures near enough, with how the race is named.
select lead.race_id as race, first.platform_id as first, first.name as first_name, second.platform_id as second, second.name as second_name,
    overtaking.market, lead.metric, lead.months_after_entry as months, lead.share, lead.lower, lead.upper, lead.clear, lead.reported,
    overtaking.overtaken, (select count(*) from race) as races
from lead
join overtaking using (race_id)
join platform as first on first.platform_id = overtaking.first_mover
join platform as second on second.platform_id = overtaking.responder
order by overtaking.months_known desc, lead.race_id, lead.months_after_entry
