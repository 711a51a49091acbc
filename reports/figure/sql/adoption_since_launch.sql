-- one row per figure (reported) and month between figures (interpolated): monthly active users of the world, with the launch:
-- the one stated for the world, else the platform's first anywhere, the middle of its date.
with first_launch as (
    select platform_id, chosen, middle_day(chosen_start, chosen_end) as launched, market,
        row_number() over (partition by platform_id order by case market when 'WLD' then 0 else 1 end, chosen_start, market) as choice
    from launch
)
select series.platform_id, platform.name, 'reported' as kind, series.placed_on as day, cast(series.value as double) as value,
    series.period, series.qualifier, series.definition_id, coalesce(source.publisher, '') as publisher,
    first_launch.launched, first_launch.chosen
from series
join platform using (platform_id)
join first_launch on first_launch.platform_id = series.platform_id and first_launch.choice = 1
left join source using (source_id)
where series.metric = 'mau' and series.market = 'WLD' and series.placed_on >= first_launch.launched
union all
select monthly.platform_id, platform.name, monthly.kind,
    last_day(monthly.month), monthly.value, as_text(year(monthly.month)) || '-' || lpad(as_text(month(monthly.month)), 2, '0'), '', monthly.definition_id, '',
    first_launch.launched, first_launch.chosen
from monthly
join platform using (platform_id)
join first_launch on first_launch.platform_id = monthly.platform_id and first_launch.choice = 1
where monthly.metric = 'mau' and monthly.market = 'WLD' and monthly.kind = 'interpolated' and monthly.month >= first_launch.launched
order by platform_id, kind, day, definition_id, period
