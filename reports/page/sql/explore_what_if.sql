-- one row per model, network and head start: the grid that the explorer answers from.
select model, network, level, n, months, p, lower, upper
from what_if
order by model, network nulls first, months
