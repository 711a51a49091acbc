-- one row per set of races and forecaster: how well it foretells markets that were left out.
select races, replace(forecaster, '_', ' ') as forecaster, n as "races_foretold#", markets as "markets#",
    printf('%.3f', log_loss) as "log_loss#", printf('%.3f', brier) as "Brier_score#",
    case when lower is null then '–' else printf('%+.3f (%+.3f to %+.3f)', difference, lower, upper) end as "log_loss_against_base_rate#"
from win_rate_score
where win_rule = 'curated'
order by races, position
