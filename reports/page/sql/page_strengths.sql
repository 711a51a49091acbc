-- one row per quantity of the hierarchical model.
select term, value, lower, upper, unit, ess, rhat
from strength_term
order by position
