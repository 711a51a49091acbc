-- one row per set of races and forecaster: how well it foretells markets that were left out.
select races, forecaster, n, markets, log_loss, brier, difference, lower, upper
from win_rate_score
where win_rule = 'curated'
order by races, position
