-- must return no rows: the ranges share out the races of the base rate, and an interval holds its rate.
select 'races' as what, sum(n) as buckets, (select n from base_rate) as base
from win_rate_bucket
having sum(n) <> (select n from base_rate)
union all
select bucket, lower, rate
from win_rate_bucket
where rate < lower or rate > upper or rate < wilson_lower or rate > wilson_upper
