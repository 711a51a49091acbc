-- one row per series, with its figures. sources: those with a claim for the figure, that of the chosen claim first.
with claimed as (
    select distinct claim.platform_id, claim.metric, claim.market, claim.period, claim.source_id, claim.source_id = series.source_id as chosen
    from observation as claim
    join followed using (platform_id, metric, market)
    join series using (platform_id, metric, market, period)
),
behind as (
    select platform_id, metric, market, period, list_transform(list_sort(list((not chosen, source_id))), lambda s: s[2]) as sources
    from claimed
    group by platform_id, metric, market, period
)
select series.platform_id as platform, series.metric, series.market,
    list_sort(list({
        'day': as_text(placed_on), 'period': period, 'value': value, 'qualifier': qualifier, 'unit': unit, 'definition': definition_id,
        'lowest': lowest_claim, 'highest': highest_claim, 'carries': carries, 'sources': behind.sources
    })) as figures
from series
join followed using (platform_id, metric, market)
left join behind using (platform_id, metric, market, period)
group by series.platform_id, series.metric, series.market
order by series.platform_id, series.metric, series.market
