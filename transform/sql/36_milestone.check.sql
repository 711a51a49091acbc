-- must return no rows: an interval is not reversed, and a higher threshold is not reached before a lower one.
select platform_id, metric, market, threshold, days_lower, days_upper
from milestone
where days_lower > days_upper
union all
select higher.platform_id, higher.metric, higher.market, higher.threshold, higher.days_upper, lower_one.days_upper
from milestone as higher
join milestone as lower_one using (platform_id, metric, market)
where higher.threshold > lower_one.threshold and higher.reached_by < lower_one.reached_by
