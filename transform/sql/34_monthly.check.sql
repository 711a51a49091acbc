-- must return no rows: a month has one figure under one definition.
select platform_id, metric, market, month, count(*) as figures
from monthly
group by platform_id, metric, market, month, definition_id
having count(*) > 1
