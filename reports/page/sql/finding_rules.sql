-- the win rate by the other win rules, and how often they contradict the curated verdict.
select base_rate.win_rule, base_rate.wins, base_rate.n, base_rate.rate, base_rate.lower, base_rate.upper, base_rate.level,
    count(*) filter (where race_outcome.contradicts)
from base_rate
join race_outcome using (win_rule)
where base_rate.win_rule <> 'curated' and base_rate.n > 0
group by all
order by base_rate.n desc, base_rate.win_rule
