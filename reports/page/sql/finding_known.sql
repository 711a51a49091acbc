-- one row: how often the first mover won by the primary rule.
select base_rate.win_rule, base_rate.wins, base_rate.n, base_rate.rate as value, base_rate.lower, base_rate.upper, base_rate.level
from base_rate
join win_rule using (win_rule)
where win_rule.role = 'primary' and base_rate.rate is not null
