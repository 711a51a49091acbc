-- one row per source with a claim for a figure, that of the chosen claim first.
select distinct claim.platform_id as platform, claim.metric, claim.market, claim.period, claim.source_id as source,
    claim.source_id = series.source_id as chosen
from observation as claim
join series using (platform_id, metric, market, period)
join followed using (platform_id, metric, market)
order by claim.platform_id, claim.metric, claim.market, claim.period, chosen desc, claim.source_id
