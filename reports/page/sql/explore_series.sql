-- one row per resolved figure.
select series.platform_id as platform, series.metric, series.market, period, as_text(placed_on) as day, value, qualifier, unit, definition_id as definition,
    lowest_claim as lowest, highest_claim as highest, carries
from series
join followed using (platform_id, metric, market)
order by series.platform_id, series.metric, series.market, placed_on, period
