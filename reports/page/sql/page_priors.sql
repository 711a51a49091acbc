-- one row per assumption of the mechanism.
select parameter, median, unit, spread, doubt, why,
    case source_ids when 'assumption' then 'assumption' else replace(source_ids, ';', ', ') end as ground
from race_prior
order by position
