-- one row: the route with the lowest log loss beside the base rate and a coin, over all races that it can predict, by the primary rule;
-- none with fewer than 10 races, which say nothing of a route.
with scored as (
    select score.*
    from win_rate_score as score
    join win_rule using (win_rule)
    where win_rule.role = 'primary' and score.held_out = 'market' and score.kind = 'all'
),
best as (
    select route, n, markets, log_loss, base_log_loss, difference, row_number() over (order by difference, position) as place
    from scored
    where route not in ('coin', 'base_rate') and n >= 10
)
select best.route, best.n, best.markets, best.log_loss, best.base_log_loss as base_loss, best.difference as value, base.log_loss as base_all, coin.log_loss as coin
from best
join scored as base on base.route = 'base_rate'
join scored as coin on coin.route = 'coin'
where best.place = 1 and best.difference is not null
