-- must return no rows: every observation has one place.
select line, count(*) as places
from observation
left join claim_order using (line)
group by line
having count(place) <> 1
