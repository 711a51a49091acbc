-- one row per range of the head start, and one for all races.
select bucket as head_start, wins, n, undecided, rate, lower, upper, wilson_lower, wilson_upper
from (
    select position, bucket, wins, n, undecided, rate, lower, upper, wilson_lower, wilson_upper from win_rate_bucket where win_rule = 'curated'
    union all
    select 99, 'any (base rate)', wins, n, undecided, rate, lower, upper, wilson_lower, wilson_upper from base_rate where win_rule = 'curated'
)
order by position
