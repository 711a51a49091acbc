-- one row per other win rule: how often the first mover won.
select win_rule.label, base_rate.wins, base_rate.n as races, base_rate.rate, base_rate.lower as rate_lower, base_rate.upper as rate_upper,
    base_rate.level as rate_level, sum(base_rate.n) over () as n
from base_rate
join win_rule using (win_rule)
where win_rule.role <> 'primary' and base_rate.rate is not null
order by win_rule.position
