-- must return no rows: the chosen head start lies within its range.
select race_id, as_text(days_lower) as a, as_text(days) as b, as_text(days_upper) as c
from head_start
where days < days_lower or days > days_upper
