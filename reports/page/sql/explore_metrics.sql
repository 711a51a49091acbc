-- one row per metric: what its figures are called, that of the charts first.
select metric.metric as id, metric.label
from metric
left join shown on shown.metric = metric.metric
order by shown.metric is null, metric.breadth desc nulls last, metric.metric
