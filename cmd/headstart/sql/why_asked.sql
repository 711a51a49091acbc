-- why_asked: one row, with the metric and the market that are meant, the label of the metric, those that charts show and what is known.
select
    coalesce(nullif($metric, ''), shown.metric, '') as metric,
    coalesce(nullif($market, ''), shown.market, '') as market,
    coalesce((select label from metric where metric.metric = coalesce(nullif($metric, ''), shown.metric)), '') as label,
    coalesce(shown.metric, '') as shown_metric,
    coalesce(shown.market, '') as shown_market,
    (select list(metric order by metric) from metric) as metrics,
    (select list({'id': platform_id, 'name': name, 'others': coalesce(also_known_as, '')} order by platform_id) from platform) as platforms
from (select 1)
left join shown on true
