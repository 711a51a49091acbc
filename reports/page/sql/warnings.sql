-- one row: what a reader must know of the data before the numbers.
select (select count(*) from rejected) as rejected, (select count(*) from source where published_on is null) as undated,
    (select founding_race from setting where founding_race not in (select race_id from race)) as without_founding,
    count(*) as races, count(*) filter (where days_lower < 0) as reversible,
    string_agg(first.name || ' and ' || responder.name || ' (' || head_start.market || ')', ', ' order by race_id) filter (where days_lower < 0) as reversible_races,
    count(*) filter (where length(first_launch) = 4 or length(responder_launch) = 4) as by_year,
    (
        select count(*)
        from race_design
        where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary') and responder_network is null
    ) as unnetworked
from head_start
left join platform as first on first.platform_id = head_start.first_mover
left join platform as responder on responder.platform_id = head_start.responder
