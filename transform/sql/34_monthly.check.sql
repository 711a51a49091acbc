-- must return no rows: a month has one figure.
select series, month, count(*) as figures
from work.month
group by series, month
having count(*) > 1
