-- the win rate of the first mover in all decided races.
select wins, n, rate as value, lower, upper, level
from base_rate
where win_rule = 'curated' and rate is not null
