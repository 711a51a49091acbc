-- one row per registered hypothesis: its estimate on the races known when it was registered, on those collected since, on all, and by wave.
select hypothesis.hypothesis_id, hypothesis.statement, hypothesis.kind, hypothesis.registered_on, hypothesis.estimand,
    list(struct_pack(n := result.n, estimate := result.estimate, lower := result.lower, upper := result.upper) order by result.position)
        filter (where result.races = 'known when registered') as known_then,
    list(struct_pack(n := result.n, estimate := result.estimate, lower := result.lower, upper := result.upper) order by result.position)
        filter (where result.races = 'collected since') as since,
    list(struct_pack(n := result.n, estimate := result.estimate, lower := result.lower, upper := result.upper) order by result.position)
        filter (where result.races = 'all') as every,
    list(struct_pack(races := result.races, n := result.n, estimate := result.estimate, lower := result.lower, upper := result.upper)
        order by result.position) filter (where result.races like 'wave %') as waves,
    max(result.p_holm) filter (where result.races = 'collected since') as p_holm,
    max(result.verdict) filter (where result.races = 'collected since') as verdict
from hypothesis_result as result
join hypothesis using (hypothesis_id)
group by hypothesis.hypothesis_id, hypothesis.statement, hypothesis.kind, hypothesis.registered_on, hypothesis.estimand, hypothesis.line
order by hypothesis.line
