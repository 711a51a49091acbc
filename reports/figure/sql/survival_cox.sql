-- one row: the log hazard of a shutdown per doubling of the head start; none when there was too little to fit.
select coefficient as value, lower, upper, level, n
from survival_cox
where model = 'head_start' and name = 'head_start'
