-- one row per metric: what its figures are called, and the market for which charts show it, null for the metrics that they do not.
select metric.metric, metric.label, metric.short, shown.market
from metric
left join shown on shown.metric = metric.metric
order by metric.metric
