-- one row per finding and way in which it could be wrong.
select measure, subject, aim, value, value_limit, estimate, lower, upper, unit, n
from robustness
order by position
