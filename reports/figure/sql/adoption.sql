-- one row per figure (reported) and month of the line between figures (line): monthly active users of the world.
select series.platform_id, platform.name, 'reported' as kind, series.placed_on as day, cast(series.value as double) as value,
    series.period, series.qualifier, series.definition_id, 0 as gap_months, coalesce(source.publisher, '') as publisher
from series
join platform using (platform_id)
left join source using (source_id)
where series.metric = 'mau' and series.market = 'WLD'
union all
select monthly.platform_id, platform.name, case monthly.kind when 'reported' then 'anchor' else 'interpolated' end,
    last_day(monthly.month), monthly.value, strftime(monthly.month, '%Y-%m'), coalesce(monthly.qualifier, ''), monthly.definition_id, monthly.gap_months, ''
from monthly
join platform using (platform_id)
where monthly.metric = 'mau' and monthly.market = 'WLD'
order by platform_id, kind, day, definition_id, period
