-- one row: what 12 months of head start instead of 3 are worth, over all races by the primary rule.
select sensitivity.effect as value, sensitivity.effect_lower as lower, sensitivity.effect_upper as upper, sensitivity.level, sensitivity.n
from sensitivity
join win_rule using (win_rule)
where win_rule.role = 'primary' and sensitivity.kind = 'all' and sensitivity.effect is not null
