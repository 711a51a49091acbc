-- one row per change of data or rule, the one that moves the effect most first.
select change, n, base_rate, effect, exp(slope) as odds, exp(lower) as odds_lower, exp(upper) as odds_upper, reverses
from sensitivity
order by position
