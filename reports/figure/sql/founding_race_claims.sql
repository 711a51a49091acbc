-- one row per date that sources give for the launch or test of either side of the founding race, in its market, within a year of the
-- responder's launch, with how many give it. side is first_mover or responder.
-- A claim with a doubt is not used, and not here.
select case when event.platform_id = founding_race.first_mover then 'first_mover' else 'responder' end as side,
    event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end, count(*) as sources,
    max(case when event.event = 'launch' and launch.chosen = event.date then 1 else 0 end) = 1 as chosen,
    '' as markets, event.event as what
from event
join founding_race on event.platform_id in (founding_race.first_mover, founding_race.responder) and event.market = founding_race.market
join launch as answer on answer.platform_id = founding_race.responder and answer.market = founding_race.market
join platform on platform.platform_id = event.platform_id
left join launch on launch.platform_id = event.platform_id and launch.market = event.market
where event.event in ('launch', 'beta') and event.doubt is null and event.date_end < answer.chosen_end + interval 345 day
group by founding_race.first_mover, event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end
order by side, event.date_start, event.date_end, event.event
