-- must return no rows: no growth is computed across a change of definition, and time runs forward.
with mixed as (
    select platform_id, metric, market
    from series
    group by platform_id, metric, market
    having min(definition_id) <> max(definition_id)
)
select growth.platform_id, growth.metric, growth.market, growth.comparison, growth.from_period, growth.to_period
from growth
join mixed using (platform_id, metric, market)
join series as earlier
    on earlier.platform_id = growth.platform_id and earlier.metric = growth.metric and earlier.market = growth.market
    and earlier.period = growth.from_period
join series as later
    on later.platform_id = growth.platform_id and later.metric = growth.metric and later.market = growth.market
    and later.period = growth.to_period
where earlier.definition_id <> later.definition_id and growth.growth is not null or growth.days <= 0
