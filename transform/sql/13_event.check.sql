-- must return no rows: keys resolve, no claim is listed twice, and no launch comes after every shutdown
-- of its market or of the world.
select line, 'platform_id' as column_name, platform_id as text, 'foreign_key' as rule,
    'no such platform in platforms.csv' as reason, null as suggested
from raw.event
where platform_id not in (select platform_id from raw.platform)
union all
select line, 'source_id', source_id, 'foreign_key', 'no such source in sources.csv', null
from raw.event
where source_id not in (select source_id from raw.source)
union all
select line, 'event', event, 'unique', 'the same source states the same event more than once; the first row is kept', null
from (
    select *, row_number() over (partition by platform_id, event, date, market, source_id order by line) as copy
    from raw.event
)
where copy > 1
union all
select launch.line, 'date', launch.date, 'range',
    'launch after the last shutdown of ' || launch.platform_id || ' (' || as_text(max(ended.date_end)) || ')', null
from raw.event as launch
join raw.event as ended on ended.platform_id = launch.platform_id and ended.market in (launch.market, 'WLD')
where launch.event = 'launch' and launch.doubt is null and ended.event = 'shutdown' and ended.doubt is null
group by launch.line, launch.platform_id, launch.date, launch.date_start
having launch.date_start > max(ended.date_end)
