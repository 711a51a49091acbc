-- one row per kind of prediction and model on record.
select target, route, predictions, n, log_loss, brier, interval_score, inside, with_interval
from record_score
order by case target when 'forecast' then 1 when 'leader' then 2 else 3 end, log_loss nulls last, predictions desc, route
