-- one row per month and platform: its share of the metric shown, among the tracked platforms, in months with at least two, up to the last
-- figure of the market's largest platform. drawn: in the longest stretch of months that follow each other, twelve or more, with at least
-- 60% of the usual number of platforms.
with placed as (
    select distinct on (market) market, platform_id, max(month) as last_month
    from market_share
    where metric = (select metric from shown) and market in (select market from followed)
    group by market, platform_id
    order by market, max(value) desc, platform_id
),
share as (
    select market_share.market, market_share.month, market_share.platform_id, platform.name, market_share.value, market_share.share,
        market_share.platforms
    from market_share
    join placed on placed.market = market_share.market and market_share.month <= placed.last_month
    join platform on platform.platform_id = market_share.platform_id
    where market_share.metric = (select metric from shown) and market_share.platforms >= 2
),
counted as (
    select distinct market, month, platforms
    from share
),
usual as (
    select market, (list(platforms order by platforms))[count(*) // 2 + 1] as platforms
    from counted
    group by market
),
enough as (
    select counted.market, counted.month,
        12 * year(counted.month) + month(counted.month) - row_number() over (partition by counted.market order by counted.month) as stretch
    from counted
    join usual on usual.market = counted.market and counted.platforms >= 0.6 * usual.platforms
),
stretch as (
    select market, stretch, row_number() over (partition by market order by count(*) desc, max(month) desc) as choice
    from enough
    group by market, stretch
    having count(*) >= 12
)
select share.*, stretch.choice is not null as drawn
from share
left join enough using (market, month)
left join stretch on stretch.market = share.market and stretch.stretch = enough.stretch and stretch.choice = 1
where share.market in (select market from counted group by market having count(*) >= 12)
order by share.market, share.month, share.platform_id
