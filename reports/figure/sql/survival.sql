-- one row per group, estimator and time of an end: first movers from the entry of their first rival.
select cohort, estimator, months, at_risk, events, estimate, lower, upper, level, n
from survival
order by case cohort when 'all' then 1 when 'under 12 months' then 2 else 3 end, cohort, estimator, months
