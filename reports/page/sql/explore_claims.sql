-- one row per source with a claim for a figure.
select distinct platform_id, metric, market, period, source_id
from observation
order by platform_id, metric, market, period, source_id
