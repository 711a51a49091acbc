-- one row per platform with a figure of the metric and market shown: the latest, with its growth over a year where there is one.
with newest as (
    select distinct on (platform_id) *
    from series
    join shown using (metric, market)
    order by platform_id, placed_on desc, period desc
)
select platform.name as platform, newest.period, newest.qualifier, newest.value, growth.growth, growth.days, newest.claims, source.publisher as source, newest.label
from newest
join platform using (platform_id)
join source on source.source_id = newest.source_id
left join growth
    on growth.platform_id = newest.platform_id and growth.metric = newest.metric and growth.market = newest.market and growth.comparison = 'year'
    and growth.to_period = newest.period and growth.status <> 'definition_break'
order by newest.value desc, platform.name
