-- one row per month and platform: its share of the metric shown, among the tracked platforms, in the markets with at least two
-- platforms in twelve months or more; up to the last figure of the market's largest platform.
with rich as (
    select market
    from concentration
    where metric = (select metric from shown) and platforms >= 2 and market in (select market from followed)
    group by market
    having count(*) >= 12
),
placed as (
    select market, platform_id, max(month) as last_month,
        row_number() over (partition by market order by max(value) desc, platform_id) as place
    from market_share
    where metric = (select metric from shown)
    group by market, platform_id
)
select market_share.market, market_share.month, market_share.platform_id, platform.name, market_share.value, market_share.share,
    market_share.platforms
from market_share
join rich on rich.market = market_share.market
join placed on placed.market = market_share.market and placed.place = 1 and market_share.month <= placed.last_month
join platform on platform.platform_id = market_share.platform_id
where market_share.metric = (select metric from shown) and market_share.platforms >= 2
order by market_share.market, market_share.month, market_share.platform_id
