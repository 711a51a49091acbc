-- one row per resolved figure, with the launch: the one stated for the world, else the platform's first anywhere, the middle of its date.
with first_launch as (
    select platform_id, middle_day(chosen_start, chosen_end) as launched,
        row_number() over (partition by platform_id order by case market when 'WLD' then 0 else 1 end, chosen_start, market) as choice
    from launch
)
select series.platform_id, series.metric, series.market, series.period, series.placed_on, series.value, series.qualifier, series.unit,
    series.definition_id, series.lowest_claim, series.highest_claim, series.carries, series.source_id, platform.name, first_launch.launched
from series
join platform using (platform_id)
left join first_launch on first_launch.platform_id = series.platform_id and first_launch.choice = 1
order by series.platform_id, series.metric, series.market, series.placed_on, series.period
