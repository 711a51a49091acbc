-- one row per figure (reported) and month between figures (interpolated): the metric and market shown, with the launch:
-- the one stated for that market, else for the world, else the platform's first anywhere, the middle of its date.
with first_launch as (
    select distinct on (launch.platform_id) launch.platform_id, launch.chosen, middle_day(launch.chosen_start, launch.chosen_end) as launched
    from launch
    cross join shown
    order by launch.platform_id, case launch.market when shown.market then 0 when 'WLD' then 1 else 2 end, launch.chosen_start, launch.market
)
select series.platform_id, platform.name, 'reported' as kind, series.placed_on as day, cast(series.value as double) as value,
    series.period, series.qualifier, series.definition_id, coalesce(source.publisher, '') as publisher,
    first_launch.launched, first_launch.chosen, (series.placed_on - first_launch.launched) / 365.25 as years
from series
join shown on shown.metric = series.metric and shown.market = series.market
join followed
    on followed.platform_id = series.platform_id and followed.metric = series.metric and followed.market = series.market
join platform on platform.platform_id = series.platform_id
join first_launch on first_launch.platform_id = series.platform_id
left join source using (source_id)
where series.placed_on >= first_launch.launched
union all
select monthly.platform_id, platform.name, monthly.kind,
    last_day(monthly.month), monthly.value, as_text(year(monthly.month)) || '-' || lpad(as_text(month(monthly.month)), 2, '0'), '', monthly.definition_id, '',
    first_launch.launched, first_launch.chosen, (last_day(monthly.month) - first_launch.launched) / 365.25
from monthly
join shown on shown.metric = monthly.metric and shown.market = monthly.market
join followed
    on followed.platform_id = monthly.platform_id and followed.metric = monthly.metric and followed.market = monthly.market
join platform on platform.platform_id = monthly.platform_id
join first_launch on first_launch.platform_id = monthly.platform_id
where monthly.kind = 'interpolated' and monthly.month >= first_launch.launched
order by platform_id, kind, day, definition_id, period
