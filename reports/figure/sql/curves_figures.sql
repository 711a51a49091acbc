-- one row per figure of a series to which a curve was fitted, with its publisher.
with fitted as (
    select distinct platform_id, metric, market, definition_id
    from curve
    where model in ('logistic', 'gompertz') and status = 'fitted'
),
published as (
    select series.platform_id, series.metric, series.market, series.definition_id, series.placed_on, series.value,
        min(source.publisher) as publisher
    from series
    join source using (source_id)
    group by series.platform_id, series.metric, series.market, series.definition_id, series.placed_on, series.value
)
select figure.platform_id, figure.metric, figure.market, figure.definition_id, figure.placed_on, cast(figure.value as double), figure.qualifier,
    figure.used = 'fitted', coalesce(published.publisher, '')
from curve_series as figure
join fitted
    on fitted.platform_id = figure.platform_id and fitted.metric = figure.metric and fitted.market = figure.market
    and fitted.definition_id = figure.definition_id
left join published
    on published.platform_id = figure.platform_id and published.metric = figure.metric and published.market = figure.market
    and published.definition_id = figure.definition_id and published.placed_on = figure.placed_on and published.value = figure.value
order by figure.platform_id, figure.metric, figure.market, figure.definition_id, figure.placed_on, figure.value
