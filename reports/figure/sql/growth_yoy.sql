-- one row per figure compared with the one about a year before: monthly active users of the world.
select growth.platform_id, platform.name, growth.from_period, growth.to_period, growth.to_on, growth.days, growth.growth,
    growth.growth_lower, growth.growth_upper, growth.status
from growth
join platform using (platform_id)
where growth.metric = 'mau' and growth.market = 'WLD' and growth.comparison = 'year'
order by growth.platform_id, growth.to_on, growth.to_period
