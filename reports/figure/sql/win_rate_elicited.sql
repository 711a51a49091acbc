-- one row per stated probability in use.
select who, lead_months_low, lead_months_high, win_probability, reports
from elicited_point
where used
order by lead_months_low, who
