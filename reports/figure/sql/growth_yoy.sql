-- one row per figure compared with the one about a year before: the metric and market shown.
select growth.platform_id, platform.name, growth.from_period, growth.to_period, growth.to_on, growth.days, growth.growth,
    growth.growth_lower, growth.growth_upper, growth.status
from growth
join shown on shown.metric = growth.metric and shown.market = growth.market
join followed
    on followed.platform_id = growth.platform_id and followed.metric = growth.metric and followed.market = growth.market
join platform on platform.platform_id = growth.platform_id
where growth.comparison = 'year'
order by growth.platform_id, growth.to_on, growth.to_period
