-- must return no rows: by every win rule every race is counted, undecided or of another level.
select win_rule, n, undecided, other_level
from base_rate
where n + undecided + other_level <> (select count(*) from head_start)
