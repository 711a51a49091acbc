-- one row per version, law and reading of the bet: what it says at some head starts.
select version, case reading when 'words' then 'words alone' else 'numbers' end as reading, law,
    printf('%g%%', 100 * eps) as "no_hope_means_at_most#",
    max(case when months = 3 then printf('%.1f%%', 100 * p) end) as "3_months#",
    max(case when months = 6 then printf('%.0f%%', 100 * p) end) as "6_months#",
    max(case when months = 9 then printf('%.0f%%', 100 * p) end) as "9_months#",
    max(case when months = 12 then printf('%.0f%%', 100 * p) end) as "12_months#"
from elicited_law
group by version, reading, law, eps
order by reading, version, law, eps desc
