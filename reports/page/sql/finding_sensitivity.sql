-- one row: the effect of 12 months instead of 3 over all specifications that can carry one.
with specification as (
    select * from sensitivity where effect is not null
),
left_out as (
    select min(sensitivity.effect_lower) as least, max(sensitivity.effect_upper) as most
    from sensitivity
    join win_rule using (win_rule)
    where win_rule.role = 'primary' and sensitivity.kind = 'leave_one_out'
)
select count(*) as n, min(specification.effect) as least, max(specification.effect) as most,
    sum(case when effect_lower > 0 or effect_upper < 0 then 1 else 0 end) as excluding, max(specification.level) as level,
    max(left_out.least) as one_least, max(left_out.most) as one_most
from specification
cross join left_out
having count(*) > 0
