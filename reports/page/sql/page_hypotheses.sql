-- one row per registered hypothesis and set of races.
select hypothesis.statement, hypothesis.kind, hypothesis.registered_on, result.races, result.n, result.estimate, result.lower, result.upper,
    result.p_holm, result.verdict
from hypothesis_result as result
join hypothesis using (hypothesis_id)
order by hypothesis.line, result.position
