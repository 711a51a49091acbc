-- one row: the critical lead against the network that the founding race had to face, and how the mechanism did on past races by the
-- primary rule, where it could predict 10 or more; none without a founding race, as any other network would be an example of ours.
with judged as (
    select score.n, score.brier, score.base_brier, calibration.n as sure, calibration.wins as sure_wins, calibration.p_from as sure_from
    from win_rate_score as score
    join win_rule using (win_rule)
    left join calibration
        on calibration.win_rule = score.win_rule and calibration.route = score.route and calibration.held_out = score.held_out and calibration.p_to = 1
    where win_rule.role = 'primary' and score.held_out = 'market' and score.route = 'mechanism' and score.kind = 'all' and score.n >= 10
)
select critical_lead.network, critical_lead.months as value, critical_lead.lower, critical_lead.upper, critical_lead.level,
    critical_lead.draws as n, judged.n as races, judged.brier, judged.base_brier, judged.sure, judged.sure_wins, judged.sure_from
from critical_lead
join founding_race on founding_race.responder_network = critical_lead.network
left join judged on true
where critical_lead.probability = 0.5e0 and critical_lead.months is not null
