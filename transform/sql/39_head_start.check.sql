-- must return no rows: the chosen head start lies within its range, and a pair is counted at one level.
select race_id, as_text(days_lower) as a, as_text(days) as b, as_text(days_upper) as c
from head_start
where days < days_lower or days > days_upper
union all
select pair, min(level), max(level), null
from head_start
where counted
group by pair
having min(level) <> max(level)
