-- one row per win rule and specification.
select win_rule.label, sensitivity.subset, sensitivity.n, sensitivity.rate, sensitivity.rate_lower, sensitivity.rate_upper,
    sensitivity.effect, sensitivity.effect_lower, sensitivity.effect_upper
from sensitivity
join win_rule using (win_rule)
order by win_rule.position, sensitivity.kind, sensitivity.position
