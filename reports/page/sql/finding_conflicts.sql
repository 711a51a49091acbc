-- one row: how many figures rest on several claims, and in how many of them two exclude each other. Claims in doubt count in neither.
select count(*) as series, count(*) filter (where claims > 1) as n,
    (select count(*) from (select distinct platform_id, metric, market, period from conflict where not agrees and doubt is null)) as disagree,
    (select count(*) from conflict) as lost, (select count(*) from conflict where doubt is not null) as doubted,
    (select count(*) from conflict where chosen_value is null) as alone,
    (select count(*) from (select distinct platform_id, metric, market, period from conflict where not agrees and doubt is null))
        / cast(count(*) filter (where claims > 1) as double) as value
from series
having count(*) filter (where claims > 1) > 0
