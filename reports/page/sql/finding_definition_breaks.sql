-- One row per change of definition that two successive figures fall on, largest step first.
select platform.name, metric.short, growth.market, growth.from_period, growth.from_value, growth.to_period, growth.to_value,
    count(*) over () as n
from growth
join platform using (platform_id)
join metric on metric.metric = growth.metric
where growth.comparison = 'previous' and growth.status = 'definition_break' and growth.from_value > 0
order by abs(ln(cast(growth.to_value as double) / growth.from_value)) desc, platform.name, growth.market, growth.to_period
