-- one row per assumption of the mechanism.
select parameter, printf('%g', median) || case unit when 'ratio' then '' when 'share' then '' else ' ' || unit end as middle,
    printf('%g', spread) as "from_race_to_race#", printf('%g', doubt) as "doubt_of_the_middle#",
    case source_ids when 'assumption' then 'assumption' else replace(source_ids, ';', ', ') end as ground, why
from race_prior
order by position
