-- the rate of overtaking, the share overtaken within three years by both readings, and the hazard ratio of the head start where it can be fitted.
with within (reading, months, estimate) as (
    select reading, months, estimate
    from overtaking_curve
    where cohort = 'all' and months <= 36
    union all
    values ('late', -1, 1), ('early', -1, 1)
),
share as (
    select reading, 1 - min(estimate) as overtaken
    from within
    group by reading
)
select rate.rate as value, rate.lower, rate.upper, rate.level, rate.n, rate.overtaken,
    (select overtaken from share where reading = 'late') as late, (select overtaken from share where reading = 'early') as early,
    exp(cox.coefficient) as ratio, exp(cox.lower) as ratio_lower, exp(cox.upper) as ratio_upper, cox.n as ratio_n,
    (select count(*) from overtaking_cox where model = 'head_start_network') > 0 as network_fitted,
    exp(network.coefficient) as network_ratio, exp(network.lower) as network_lower, exp(network.upper) as network_upper, network.n as network_n
from overtaking_rate as rate
left join overtaking_cox as cox on cox.model = 'head_start' and cox.name = 'head_start'
left join overtaking_cox as network on network.model = 'head_start_network' and network.name = 'network'
where rate.cohort = 'all' and rate.rate is not null
