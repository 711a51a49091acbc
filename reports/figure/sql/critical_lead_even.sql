-- one row per network: the head start with even odds in the simulated race, with its band.
select network, months, lower, upper, level, draws
from critical_lead
where probability = 0.5
order by network
