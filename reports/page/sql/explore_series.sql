-- one row per resolved figure.
select platform_id as platform, metric, market, period, as_text(placed_on) as day, value, qualifier, unit, definition_id as definition,
    lowest_claim as lowest, highest_claim as highest, carries
from series
join platform using (platform_id)
order by platform_id, metric, market, placed_on, period
