-- one row per way to change the effect of the head start and number of races changed.
select kind, aim, changed, n, effect, lower, upper, level, reached
from tipping_path
order by kind desc, aim desc, changed
