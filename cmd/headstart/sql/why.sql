-- why: one row per resolved figure of a platform, a metric, a market and a period, with every claim for it, the chosen one first.
with claims as (
    select list({
        'chosen': claim_order.place = 1,
        'value': observation.value,
        'qualifier': observation.qualifier,
        'lost_on': conflict.lost_on,
        'doubt': observation.doubt, -- why it is never used
        'agrees': conflict.agrees, -- with the chosen one, within what both leave open
        'quote': observation.quote,
        'source_id': source.source_id,
        'title': source.title,
        'publisher': source.publisher,
        'published_on': source.published_on,
        'url': source.url,
        'file': claim.file,
        'file_line': claim.file_line,
        'locator': claim.locator,
        'sha256': coalesce(claim.sha256, '')
    } order by claim_order.place) as claims
    from observation
    join claim_order using (line)
    join claim on claim.relation = 'observation' and claim.line = observation.line
    join source on source.source_id = observation.source_id
    left join conflict on conflict.line = observation.line
    where observation.platform_id = $platform and observation.metric = $metric and observation.market = $market and observation.period = $period
)
select platform.platform_id, platform.name, series.metric, series.market, series.period, series.value, series.qualifier, series.unit, series.rule,
    series.definition_id, definition.scope as definition, series.lowest_claim, series.highest_claim,
    series.bias, -- of the source, as a difference of logarithms, taken out of the value
    claims.claims
from series
join platform using (platform_id)
left join definition using (definition_id)
cross join claims
where series.platform_id = $platform and series.metric = $metric and series.market = $market and series.period = $period
