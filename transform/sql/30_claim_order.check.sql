-- must return no rows: every observation has one place.
select observation.observations, placed.places
from (select count(*) as observations, sum(line) as lines from observation) as observation
cross join (select count(*) as places, sum(line) as lines from claim_order) as placed
where observation.observations <> placed.places or observation.lines <> placed.lines
