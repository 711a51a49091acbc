-- one row per month and platform: its share of the monthly active users of the tracked platforms, in the markets with at least two
-- platforms in twelve months or more.
with rich as (
    select market
    from concentration
    where metric = 'mau' and platforms >= 2
    group by market
    having count(*) >= 12
)
select market_share.market, market_share.month, market_share.platform_id, platform.name, market_share.value, market_share.share,
    market_share.platforms
from market_share
join rich using (market)
join platform using (platform_id)
where market_share.metric = 'mau' and market_share.platforms >= 2
order by market_share.market, market_share.month, market_share.platform_id
