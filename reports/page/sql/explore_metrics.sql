-- one row per metric: what its figures are called, that of the charts first.
select metric.metric as id, metric.label
from metric
left join focus on focus.metric = metric.metric
order by focus.metric is null, metric.breadth desc nulls last, metric.metric
