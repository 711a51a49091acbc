-- one row per line between two figures of the metric and market shown, from the last day of the month of one to that of the other.
select platform_id, last_day(from_month) as from_day, cast(from_value as double) as from_value, last_day(to_month) as to_day,
    cast(to_value as double) as to_value, gap_months
from segment
join shown using (metric, market)
join followed using (platform_id, metric, market)
order by platform_id, from_month
