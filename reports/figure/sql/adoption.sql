-- one row per figure (reported) and month between figures (interpolated): monthly active users of the world.
select series.platform_id, platform.name, 'reported' as kind, series.placed_on as day, cast(series.value as double) as value,
    series.period, series.qualifier, series.definition_id, coalesce(source.publisher, '') as publisher
from series
join platform using (platform_id)
left join source using (source_id)
where series.metric = 'mau' and series.market = 'WLD'
union all
select monthly.platform_id, platform.name, monthly.kind, last_day(monthly.month), monthly.value,
    as_text(year(monthly.month)) || '-' || lpad(as_text(month(monthly.month)), 2, '0'), '', monthly.definition_id, ''
from monthly
join platform using (platform_id)
where monthly.metric = 'mau' and monthly.market = 'WLD' and monthly.kind = 'interpolated'
order by platform_id, kind, day, definition_id, period
