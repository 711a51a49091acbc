-- one row: how the simulated race did on past races by the primary rule, beside the base rate; none where fewer than 10 were judged.
select score.n, score.brier, score.base_brier
from win_rate_score as score
join win_rule using (win_rule)
where win_rule.role = 'primary' and score.held_out = 'market' and score.route = 'mechanism' and score.kind = 'all' and score.base_brier is not null and score.n >= 10
