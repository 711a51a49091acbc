-- one row: how many hypotheses are registered, and how many races test them.
select count(distinct hypothesis.hypothesis_id) as n, min(hypothesis.registered_on) as registered_on, max(hypothesis.races_known) as races_known,
    coalesce(max(case when result.races = 'collected since' then result.n end), 0) as since
from hypothesis
join hypothesis_result as result using (hypothesis_id)
having count(*) > 0
