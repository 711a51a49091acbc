-- how many races have figures of both rivals near enough, and in how many the responder has been seen ahead.
select count(*) as n, (select count(*) from race) as races, cast(sum(case when overtaken then 1 else 0 end) as bigint) as overtaken,
    cast(sum(case when overtaken and ahead_on is not null then 1 else 0 end) as bigint) as bracketed,
    cast(sum(case when clear then 1 else 0 end) as bigint) as clear
from overtaking
having count(*) > 0
