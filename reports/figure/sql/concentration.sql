-- one row per month with three platforms or more, up to the last figure of the largest one: concentration of the metric and
-- market shown, among tracked platforms.
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
)
select concentration.month, concentration.hhi, concentration.effective_platforms, concentration.platforms, concentration.leader,
    leader.name, concentration.leader_share, largest.platform_id as largest, top.name as largest_name
from concentration
join shown on shown.metric = concentration.metric and shown.market = concentration.market
cross join largest
cross join until
join platform as leader on leader.platform_id = concentration.leader
join platform as top on top.platform_id = largest.platform_id
where concentration.platforms >= 3
    and concentration.month <= until.month
order by concentration.month
