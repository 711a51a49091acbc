-- one row per change of data or rule, the one that moves the effect most first.
select change, n as "races#", printf('%.0f%%', 100 * base_rate) as "base_rate#",
    printf('%+.1f', 100 * effect) as "effect_of_12_months_instead_of_3,_points#",
    printf('%.2f (%.2f to %.2f)', exp(slope), exp(lower), exp(upper)) as "odds_per_doubling#",
    case when reverses then 'yes' else 'no' end as turns_the_conclusion
from sensitivity
order by position
