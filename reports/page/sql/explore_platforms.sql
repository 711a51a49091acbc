-- one row per platform with a figure, with the launch: the one stated for the world, else its first anywhere, the middle of its date.
with first_launch as (
    select platform_id, middle_day(chosen_start, chosen_end) as launched,
        row_number() over (partition by platform_id order by case market when 'WLD' then 0 else 1 end, chosen_start, market) as choice
    from launch
)
select platform.platform_id as id, platform.name, as_text(first_launch.launched) as launched
from platform
left join first_launch on first_launch.platform_id = platform.platform_id and first_launch.choice = 1
where platform.platform_id in (select platform_id from followed)
order by platform.platform_id
