-- must return no rows: a figure is compared once in each way.
select later_line, previous, quarter, year
from (
    select later_line, count(case comparison when 0 then 1 end) as previous, count(case comparison when 1 then 1 end) as quarter,
        count(case comparison when 2 then 1 end) as year
    from work.growth_pair
    group by later_line
) as compared
where previous > 1 or quarter > 1 or year > 1
