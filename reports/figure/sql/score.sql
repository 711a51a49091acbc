-- one row per set of races and route: how well it predicts the races, by the primary rule, where they are 10 or more.
select score.subset || case score.held_out when 'platform' then ', platforms held out' else '' end as subset, score.position, score.route, score.n, score.markets, score.log_loss, score.base_log_loss, score.brier, score.base_brier
from win_rate_score as score
join win_rule using (win_rule)
where win_rule.role = 'primary' and score.n >= 10 and (score.kind = 'all' or score.kind = 'network_known' and score.held_out = 'market') and score.base_log_loss is not null
order by score.kind, score.held_out, score.position
