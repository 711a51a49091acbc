-- must return no rows: a figure is compared once in each way.
select comparison, later_line, count(*) as pairs
from work.growth_pair
group by comparison, later_line
having count(*) > 1
