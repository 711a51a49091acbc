-- must return no rows: a figure is compared once in each way.
select later_line, count(*) as pairs
from work.growth_pair
group by later_line
having count(case comparison when 'previous' then 1 end) > 1 or count(case comparison when 'quarter' then 1 end) > 1
    or count(case comparison when 'year' then 1 end) > 1
