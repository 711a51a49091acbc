-- one row per figure of a series that curves or forecasts are made of, with its publisher. recent: within the three years before the
-- origin of the series' forecast.
with origin as (
    select platform_id, metric, market, definition_id, max(origin_on) as origin_on
    from forecast
    where chosen
    group by platform_id, metric, market, definition_id
),
published as (
    select series.platform_id, series.metric, series.market, series.definition_id, series.placed_on, series.value,
        min(source.publisher) as publisher
    from series
    join source using (source_id)
    group by series.platform_id, series.metric, series.market, series.definition_id, series.placed_on, series.value
)
select figure.platform_id, coalesce(platform.name, ''), figure.metric, figure.market, figure.definition_id, figure.placed_on, cast(figure.value as double), figure.qualifier,
    figure.used = 'fitted', coalesce(published.publisher, ''),
    coalesce(figure.placed_on between origin.origin_on - interval 37 month and origin.origin_on, false)
from curve_series as figure
left join platform on platform.platform_id = figure.platform_id
left join origin
    on origin.platform_id = figure.platform_id and origin.metric = figure.metric and origin.market = figure.market
    and origin.definition_id = figure.definition_id
left join published
    on published.platform_id = figure.platform_id and published.metric = figure.metric and published.market = figure.market
    and published.definition_id = figure.definition_id and published.placed_on = figure.placed_on and published.value = figure.value
order by figure.platform_id, figure.metric, figure.market, figure.definition_id, figure.placed_on, figure.value
