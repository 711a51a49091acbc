-- one row: the interaction of head start and responder's network by wave, in all, and by the primary outcome.
with found as (
    select hypothesis.hypothesis_id, result.races, result.estimate, result.lower, result.upper, result.level, result.n
    from hypothesis_result as result
    join hypothesis using (hypothesis_id)
    where hypothesis.term = 'head_start_by_network' and result.estimate is not null
)
select every.estimate as value, every.lower, every.upper, every.level, every.n, first.estimate as first_value, first.lower as first_lower,
    first.upper as first_upper, second.estimate as second_value, second.lower as second_lower, second.upper as second_upper,
    coefficient.value as primary_value, coefficient.lower as primary_lower, coefficient.upper as primary_upper
from found as every
join found as first on first.races = 'wave 1' and first.hypothesis_id = every.hypothesis_id
join found as second on second.races = 'wave 2' and second.hypothesis_id = every.hypothesis_id
left join (
    select win_rate_coefficient.*
    from win_rate_coefficient
    join win_rule using (win_rule)
    where win_rule.role = 'primary' and model = 'head_start_by_network' and name = 'head_start x network'
) as coefficient on true
where every.races = 'all' and coefficient.value is not null
