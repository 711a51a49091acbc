-- must return no rows: every observation has one place. The places themselves are not worked out for it: claim_order has a row for
-- each of these. The remainder keeps the sum of many lines a 64-bit number.
select observation.observations, placed.places
from (select count(*) as observations, sum(line % 999999937) as lines from observation) as observation
cross join (
    select count(*) as places, sum(figure.line % 999999937) as lines
    from work.figure as figure
    join raw.observation as observation on observation.line = figure.line
) as placed
where observation.observations <> placed.places or observation.lines <> placed.lines
