-- one row per set of races and route, by the primary rule.
select score.subset, score.route, score.n, score.markets, score.log_loss, score.base_log_loss, score.brier, score.base_brier, line.slope
from win_rate_score as score
join win_rule using (win_rule)
left join calibration_line as line on line.win_rule = score.win_rule and line.route = score.route and score.kind = 'all'
where win_rule.role = 'primary'
order by score.kind, score.subset_position, score.position
