-- must return no rows: a series has one figure for a period, and never one in doubt.
select series, period, count(*) as figures, 0 as doubtful
from work.point
group by series, period
having count(*) > 1
union all
select point.series, point.period, 1, 1
from work.point as point
join work.figure as figure on figure.line = point.line
where figure.doubtful
