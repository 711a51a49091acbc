-- one row per series to which a curve was fitted and publisher of its figures.
select distinct series.platform_id, coalesce(platform.name, ''), series.metric, series.market, series.definition_id, source.publisher
from series
join source using (source_id)
join curve
    on curve.platform_id = series.platform_id and curve.metric = series.metric and curve.market = series.market
    and curve.definition_id = series.definition_id and curve.status = 'fitted'
left join platform on platform.platform_id = series.platform_id
where source.publisher is not null
order by series.platform_id, series.metric, series.market, series.definition_id, source.publisher
