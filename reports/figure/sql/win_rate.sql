-- one row per range of the head start and one for all races (position 0), with the first mover's win rate.
select position, bucket, cast(months_from as double) as months_from, cast(months_to as double) as months_to, wins, n, undecided,
    rate, lower, upper, level
from win_rate_bucket
where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
union all
select 0, 'all', 0, null, wins, n, undecided, rate, lower, upper, level
from base_rate
where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by position
