-- the latest month in which at least five platforms have a figure, the largest one among them: the largest share, and the index of
-- concentration. Without the largest one the shares of all others would jump.
with largest as (
    select platform_id
    from market_share
    join shown using (metric, market)
    order by value desc, platform_id
    limit 1
)
select concentration.month, platform.name, concentration.leader_share, concentration.hhi as value, concentration.platforms as n, shown.label, shown.market
from concentration
join shown on shown.metric = concentration.metric and shown.market = concentration.market
join platform on platform.platform_id = concentration.leader
where concentration.platforms >= 5
    and exists (
        select 1
        from market_share as share
        join largest using (platform_id)
        where share.month = concentration.month and share.metric = concentration.metric and share.market = concentration.market
    )
order by concentration.month desc
limit 1
