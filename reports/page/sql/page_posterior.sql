-- one row per weight of the bet: what is left of it once the other races are counted.
select printf('%g', prior_races) as "bet_counts_for,_races#",
    max(case when n = 0 and months = 3 then printf('%.0f%%', 100 * p) end) as "bet_alone,_3_months#",
    max(case when n > 0 and months = 3 then printf('%.0f%% (%.0f to %.0f%%)', 100 * p, 100 * lower, 100 * upper) end) as "with_races,_3_months#",
    max(case when n = 0 and months = 12 then printf('%.0f%%', 100 * p) end) as "bet_alone,_12_months#",
    max(case when n > 0 and months = 12 then printf('%.0f%% (%.0f to %.0f%%)', 100 * p, 100 * lower, 100 * upper) end) as "with_races,_12_months#",
    max(n) as "races#", printf('%.3f', max(conflict)) as "conflict#"
from elicited_posterior
group by prior_races
order by prior_races
