-- one row per curve and head start: the regression on past races, the simulated race against the network that the founding race had to
-- face (the nearest tabulated; none without that race, as any other network would be an example of ours), and the bet as a curve.
with nearest as (
    select arg_min(win_rate_curve.network, abs(ln((1e6 + win_rate_curve.network) / (1e6 + founding_race.responder_network)))) as network
    from win_rate_curve
    cross join founding_race
    where win_rate_curve.model = 'race'
)
select win_rate_curve.model, win_rate_curve.network, win_rate_curve.months, win_rate_curve.p, win_rate_curve.lower,
    win_rate_curve.upper, win_rate_curve.level, win_rate_curve.n
from win_rate_curve
left join nearest on nearest.network = win_rate_curve.network
where (win_rate_curve.model = 'empirical' and win_rate_curve.win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')) or win_rate_curve.model = 'elicited'
    or (win_rate_curve.model = 'race' and nearest.network is not null)
order by win_rate_curve.model, win_rate_curve.months
