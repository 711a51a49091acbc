-- one row per figure of registered users of Mi Chat and WeChat up to 2013.
select series.platform_id, platform.name, series.placed_on, series.period, cast(series.value as double) as value, series.qualifier,
    series.precision, coalesce(source.publisher, '') as publisher
from series
join platform using (platform_id)
left join source using (source_id)
where series.platform_id in ('mi-chat', 'wechat') and series.metric = 'registered' and series.market = 'WLD'
    and series.placed_on < date '2014-01-01'
order by series.platform_id, series.placed_on, series.period
