-- one row per metric: what its figures are called, and the market for which charts show it, null for the metrics that they do not.
select metric.metric, metric.label, metric.short, focus.market
from metric
left join focus on focus.metric = metric.metric
order by metric.metric
