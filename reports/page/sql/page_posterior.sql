-- one row per weight of the bet: what is left of it once the other races are counted.
select prior_races, max(case when n = 0 and months = 3 then p end) as bet_3, max(case when n > 0 and months = 3 then p end) as races_3,
    max(case when n > 0 and months = 3 then lower end) as races_3_lower, max(case when n > 0 and months = 3 then upper end) as races_3_upper,
    max(case when n = 0 and months = 12 then p end) as bet_12, max(case when n > 0 and months = 12 then p end) as races_12,
    max(case when n > 0 and months = 12 then lower end) as races_12_lower, max(case when n > 0 and months = 12 then upper end) as races_12_upper,
    max(n) as races, max(conflict) as conflict
from elicited_posterior
group by prior_races
order by prior_races
