-- must return no rows: a month has one figure.
select platform_id, metric, market, month, count(*) as figures
from monthly
group by platform_id, metric, market, month
having count(*) > 1
