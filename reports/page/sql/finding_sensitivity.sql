-- how many changes were tried, how many turn the conclusion, and the one that moves the effect most.
select count(*) filter (where kind <> 'as_is') as changes, count(*) filter (where reverses) as reversals,
    max(case when kind = 'as_is' then effect end) as effect, max(case when position = 2 then change end) as largest,
    max(case when position = 2 then effect end) as value, max(case when position = 2 then n end) as largest_n,
    coalesce(string_agg(case when reverses then change end, ', ' order by position), '') as reversing,
    max(case when kind = 'as_is' then n end) as n
from sensitivity
having count(*) > 1
