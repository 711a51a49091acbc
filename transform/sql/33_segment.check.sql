-- must return no rows: time runs forward. That segments do not overlap is the rule of monthly: a month has one figure.
select series, month, next_month
from work.step
where month >= next_month
