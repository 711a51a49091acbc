-- one row per other event of either side of the founding race up to three years after the responder's launch, with the markets that it is
-- stated for.
select case when event.platform_id = founding_race.first_mover then 'first_mover' else 'responder' end as side,
    event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end,
    count(distinct event.source_id) as sources, null as chosen,
    string_agg(distinct event.market, ', ' order by event.market) as markets, event.event || ' ' || markets as what
from event
join founding_race on event.platform_id in (founding_race.first_mover, founding_race.responder)
join launch as answer on answer.platform_id = founding_race.responder and answer.market = founding_race.market
join platform on platform.platform_id = event.platform_id
where event.event not in ('launch', 'beta') and event.doubt is null and event.date_end < answer.chosen_end + interval 1075 day
group by founding_race.first_mover, event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end
order by event.date_start, side, event.event
