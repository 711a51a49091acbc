-- one row per month of the longest stretch of months with three platforms or more, up to the last figure of the largest one: concentration
-- of the metric and market shown, among tracked platforms.
with largest as (
    select platform_id
    from market_share
    join shown using (metric, market)
    order by value desc, platform_id
    limit 1
),
until as (
    select max(month) as month
    from market_share
    join largest using (platform_id)
    join shown using (metric, market)
),
enough as (
    select concentration.*,
        12 * year(concentration.month) + month(concentration.month) - row_number() over (order by concentration.month) as stretch
    from concentration
    join shown on shown.metric = concentration.metric and shown.market = concentration.market
    cross join until
    where concentration.platforms >= 3 and concentration.month <= until.month
),
stretch as (
    select stretch
    from enough
    group by stretch
    order by count(*) desc, max(month) desc
    limit 1
)
select enough.month, enough.hhi, enough.effective_platforms, enough.platforms, enough.leader,
    leader.name, enough.leader_share, largest.platform_id as largest, top.name as largest_name
from enough
join stretch using (stretch)
cross join largest
join platform as leader on leader.platform_id = enough.leader
join platform as top on top.platform_id = largest.platform_id
order by enough.month
