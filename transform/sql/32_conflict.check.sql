-- must return no rows: every claim was chosen or lost, and not both. The remainder keeps the sum
-- of many lines a 64-bit number.
select claim.claims, chosen.claims as chosen, lost.claims as lost
from (select count(*) as claims, sum(line % 999999937) as lines from work.figure) as claim
cross join (select count(*) as claims, coalesce(sum(line % 999999937), 0) as lines from series) as chosen
cross join (select count(*) as claims, coalesce(sum(line % 999999937), 0) as lines from conflict) as lost
where claim.claims <> chosen.claims + lost.claims or claim.lines <> chosen.lines + lost.lines
