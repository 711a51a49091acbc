-- one row per resolved figure. sources: those with a claim for it, that of the chosen claim first.
with claimed as (
    select distinct claim.platform_id, claim.metric, claim.market, claim.period, claim.source_id, claim.source_id = series.source_id as chosen
    from observation as claim
    join series using (platform_id, metric, market, period)
),
behind as (
    select platform_id, metric, market, period, list(source_id order by chosen desc, source_id) as sources
    from claimed
    group by platform_id, metric, market, period
)
select series.platform_id as platform, series.metric, series.market, period, as_text(placed_on) as day, value, qualifier, unit, definition_id as definition,
    lowest_claim as lowest, highest_claim as highest, carries, behind.sources
from series
join followed using (platform_id, metric, market)
left join behind using (platform_id, metric, market, period)
order by series.platform_id, series.metric, series.market, placed_on, period
