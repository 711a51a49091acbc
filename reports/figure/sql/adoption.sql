-- one row per figure (reported) and month between figures (interpolated): the metric and market shown.
select series.platform_id, platform.name, 'reported' as kind, series.placed_on as day, cast(series.value as double) as value,
    series.period, series.qualifier, series.definition_id, coalesce(source.publisher, '') as publisher
from series
join shown on shown.metric = series.metric and shown.market = series.market
join followed
    on followed.platform_id = series.platform_id and followed.metric = series.metric and followed.market = series.market
join platform on platform.platform_id = series.platform_id
left join source using (source_id)
union all
select monthly.platform_id, platform.name, monthly.kind, last_day(monthly.month), monthly.value,
    as_text(year(monthly.month)) || '-' || lpad(as_text(month(monthly.month)), 2, '0'), '', monthly.definition_id, ''
from monthly
join shown on shown.metric = monthly.metric and shown.market = monthly.market
join followed
    on followed.platform_id = monthly.platform_id and followed.metric = monthly.metric and followed.market = monthly.market
join platform on platform.platform_id = monthly.platform_id
where monthly.kind = 'interpolated'
order by platform_id, kind, day, definition_id, period
