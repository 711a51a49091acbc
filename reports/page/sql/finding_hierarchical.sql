-- one row: the effect of the head start in the hierarchical model, and how it predicts the races of platforms that it has not seen.
with scored as (
    select score.route, score.log_loss
    from win_rate_score as score
    join win_rule using (win_rule)
    where win_rule.role = 'primary' and score.held_out = 'platform' and score.kind = 'all'
),
elsewhere as (
    select score.log_loss, score.base_log_loss
    from win_rate_score as score
    join win_rule using (win_rule)
    where win_rule.role = 'primary' and score.held_out = 'market' and score.kind = 'all' and score.route = 'hierarchical'
)
select term.value, term.lower, term.upper, term.level, term.n, platforms.n as platforms, model.log_loss, base.log_loss as base_loss, coin.log_loss as coin, elsewhere.log_loss as market_loss,
    elsewhere.base_log_loss as market_base
from strength_term as term
cross join (select count(*) as n from strength_platform) as platforms
join scored as model on model.route = 'hierarchical'
join scored as base on base.route = 'base_rate'
join scored as coin on coin.route = 'coin'
cross join elsewhere
where term.term = 'effect of 12 months instead of 3'
