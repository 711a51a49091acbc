-- one row per date that sources give for the launch or test of Mi Chat and WeChat, with how many give it.
-- A claim with a doubt is not used, and not here.
select event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end, count(*) as sources,
    max(case when event.event = 'launch' and launch.chosen = event.date then 1 else 0 end) = 1 as chosen
from event
join platform using (platform_id)
left join launch on launch.platform_id = event.platform_id and launch.market = event.market
where event.platform_id in ('mi-chat', 'wechat') and event.event in ('launch', 'beta') and event.market = 'CHN'
    and event.doubt is null and event.date_end < date '2012-01-01'
group by event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end
order by event.platform_id, event.date_start, event.date_end, event.event
