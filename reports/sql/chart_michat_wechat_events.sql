-- one row per other event of Mi Chat and WeChat up to 2013, with the markets that it is stated for.
select event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end,
    count(distinct event.source_id) as sources,
    string_agg(distinct event.market, ', ' order by event.market) as markets
from event
join platform using (platform_id)
where event.platform_id in ('mi-chat', 'wechat') and event.event not in ('launch', 'beta') and event.doubt is null
    and event.date_end < date '2014-01-01'
group by event.platform_id, platform.name, event.event, event.date, event.date_start, event.date_end
order by event.date_start, event.platform_id, event.event
