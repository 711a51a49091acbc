-- one row per set of races, way to hold them out and route, by the primary rule.
select score.subset, score.held_out, score.route, score.n, score.markets, score.log_loss, score.base_log_loss, score.brier, score.base_brier, line.slope
from win_rate_score as score
join win_rule using (win_rule)
left join calibration_line as line on line.win_rule = score.win_rule and line.route = score.route and line.held_out = score.held_out
    and score.kind = 'all'
where win_rule.role = 'primary'
order by score.kind, score.subset_position, score.held_out, score.position
