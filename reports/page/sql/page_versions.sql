-- one row per version, law and reading of the bet: what it says at some head starts.
select version, case elicited_law.reading when 'words' then 'words alone' else 'numbers' end as reading, law, eps,
    max(case when months = 3 then p end) as p_3, max(case when months = 6 then p end) as p_6, max(case when months = 9 then p end) as p_9,
    max(case when months = 12 then p end) as p_12
from elicited_law
group by version, elicited_law.reading, law, eps
order by elicited_law.reading, version, law, eps desc
