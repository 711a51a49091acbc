-- must return no rows: the ranges account for the races of the base rate.
select base_rate.win_rule, sum(win_rate_bucket.n) as a, max(base_rate.n) as b
from win_rate_bucket
join base_rate using (win_rule)
group by base_rate.win_rule
having sum(win_rate_bucket.n) <> max(base_rate.n)
