-- must return no rows: time runs forward, and a segment begins where the one before it under the same definition ends.
select platform_id, metric, market, from_month, to_month, next_month
from (
    select segment.*, lead(from_month) over (partition by platform_id, metric, market order by from_month) as next_month
    from segment
)
where from_month >= to_month or next_month < to_month
