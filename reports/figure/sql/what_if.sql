-- one row per model, network and head start of up to four years: the probability that the first mover wins, where a network is asked.
select model, network, months, p, lower, upper, level, n
from what_if
where model = 'race' and network > 0 and months <= 48
order by model desc, network, months
