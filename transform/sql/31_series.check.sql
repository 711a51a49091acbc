-- must return no rows: a series has one figure for a period.
select platform_id, metric, market, period, count(*) as figures
from series
group by platform_id, metric, market, period
having count(*) > 1
