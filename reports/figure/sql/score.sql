-- one row per set of races and forecaster: how well it foretold the races of markets left out.
select races, position, forecaster, n, markets, log_loss, brier, difference, lower, upper, level
from win_rate_score
where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by races, position
