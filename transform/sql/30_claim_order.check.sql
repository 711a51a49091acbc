-- must return no rows: every observation has one place. The remainder keeps the sum
-- of many lines a 64-bit number.
select observation.observations, placed.places
from (select count(*) as observations, sum(line % 999999937) as lines from observation) as observation
cross join (select count(*) as places, sum(line % 999999937) as lines from claim_order) as placed
where observation.observations <> placed.places or observation.lines <> placed.lines
