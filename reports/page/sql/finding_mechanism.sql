-- the critical lead against the network that the founding race had to face, or else the largest tabulated one, and how often a first
-- mover wins there with three months and with a year, from the mechanism alone.
with seed as (
    select coalesce(
        (select responder_network from founding_race),
        (select max(network) from critical_lead)
    ) as network
),
win as (
    select network, max(case when months = 3 then p end) as three, max(case when months = 12 then p end) as twelve
    from win_rate_curve
    where model = 'race'
    group by network
)
select critical_lead.network, critical_lead.months as value, critical_lead.lower, critical_lead.upper, critical_lead.level, win.three, win.twelve,
    critical_lead.draws as n
from critical_lead
join seed using (network)
join win using (network)
where critical_lead.probability = 0.5 and critical_lead.months is not null
