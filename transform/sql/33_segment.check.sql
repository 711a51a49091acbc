-- must return no rows: time runs forward, and a segment begins where the one before it under the same definition ends; and each step
-- is one segment.
select series, month, next_month, following
from (
    select step.*, lead(month) over (partition by series order by month) as following
    from work.step as step
) as step
where month >= next_month or following < next_month
union all
select null, null, null, null
from (select count(*) as steps from work.step) as step
cross join (select count(*) as segments from segment) as shown
where step.steps <> shown.segments
