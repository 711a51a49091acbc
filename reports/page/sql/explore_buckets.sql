-- one row per range of the head start in months; an open one has no end.
select bucket as name, months_from as "from", months_to as "to", wins, n
from win_rate_bucket
where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by position
