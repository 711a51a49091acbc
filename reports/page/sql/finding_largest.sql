-- The latest figures of the metric and market shown, the two largest of all platforms, within two years of the newest of all, largest first, with its growth
-- over a year where there is one.
with newest as (
    select distinct on (platform_id) *
    from series
    join shown using (metric, market)
    order by platform_id, placed_on desc, period desc
)
select platform.name, newest.period, newest.value, newest.qualifier, newest.claims as n, growth.growth, growth.growth_lower, growth.growth_upper,
    newest.label, newest.market
from newest
join platform using (platform_id)
left join growth
    on growth.platform_id = newest.platform_id and growth.metric = newest.metric and growth.market = newest.market and growth.comparison = 'year'
    and growth.to_period = newest.period and growth.status <> 'definition_break'
where newest.placed_on >= (select max(placed_on) from newest) - interval 2 year
order by newest.value desc, platform.name
limit 2
