-- the win rate by the other win rules, and how often they contradict the curated verdict.
with outcome as (
    select win_rule, count(*) filter (where contradicts) as contradicts
    from race_outcome
    group by win_rule
)
select base_rate.win_rule, base_rate.wins, base_rate.n as races, base_rate.rate, base_rate.lower as rate_lower, base_rate.upper as rate_upper,
    base_rate.level as rate_level, outcome.contradicts, sum(base_rate.n) over () as n
from base_rate
join outcome using (win_rule)
where base_rate.win_rule <> 'curated' and base_rate.n > 0
order by base_rate.n desc, base_rate.win_rule
