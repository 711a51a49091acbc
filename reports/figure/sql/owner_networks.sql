-- one row per size of the responder's network: how often the first mover won, by the primary rule.
select win_rate.position, win_rate.subset, win_rate.wins, win_rate.n, win_rate.rate, win_rate.lower, win_rate.upper, win_rate.level
from win_rate
join win_rule using (win_rule)
where win_rule.role = 'primary' and win_rate.kind = 'responder_network'
order by win_rate.position
