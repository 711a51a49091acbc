-- must return no rows: every race is counted, undecided or of another level.
select n, undecided, other_level
from base_rate
where n + undecided + other_level <> (select count(*) from head_start)
