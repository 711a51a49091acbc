-- one row per range of the head start, and one for all races, by the primary rule; none without a decided race.
select bucket.position, bucket.bucket as head_start, bucket.wins, bucket.n, bucket.undecided, bucket.rate, bucket.lower, bucket.upper, bucket.method
from win_rate_bucket as bucket
join win_rule using (win_rule)
where win_rule.role = 'primary' and (select max(base_rate.n) from base_rate) > 0
union all
select 99, 'any (base rate)', base_rate.wins, base_rate.n, base_rate.undecided, base_rate.rate, base_rate.lower, base_rate.upper, base_rate.method
from base_rate
join win_rule using (win_rule)
where win_rule.role = 'primary' and (select max(base_rate.n) from base_rate) > 0
order by 1
