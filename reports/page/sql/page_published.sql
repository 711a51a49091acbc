-- one row per published result.
select study, year, studied, measure, value, value_high, unit, finding, bias
from published_result
order by year, result_id
