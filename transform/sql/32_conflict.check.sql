-- must return no rows: every claim was chosen or lost, and not both.
select observation.line, count(series.line) as chosen, count(conflict.line) as lost
from observation
left join series using (line)
left join conflict using (line)
group by observation.line
having count(series.line) + count(conflict.line) <> 1
