-- must return no rows: the ranges share out the races of the base rate, and an interval holds its rate.
select base_rate.win_rule as what, sum(win_rate_bucket.n) as a, max(base_rate.n) as b
from win_rate_bucket
join base_rate using (win_rule)
group by base_rate.win_rule
having sum(win_rate_bucket.n) <> max(base_rate.n)
union all
select win_rule || ', ' || bucket, lower, rate
from win_rate_bucket
where rate < lower or rate > upper or rate < wilson_lower or rate > wilson_upper
