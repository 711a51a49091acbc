-- one row per win rule, where there are several: what counts as winning, and how often the first mover did.
select win_rule.label, win_rule.role, win_rule.description, base_rate.wins, base_rate.n, base_rate.undecided, base_rate.rate, base_rate.lower,
    base_rate.upper, base_rate.design_effect
from win_rule
join base_rate using (win_rule)
where (select count(*) from win_rule) > 1
order by win_rule.position
