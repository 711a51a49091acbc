-- win_rate_score: one row per win rule, set of races, way to hold them out and route: how well the route predicts the races of the set. Lower is better for both
-- scores. Probabilities are clipped at 0.001 and 0.999 before the logarithm. The base rate is scored again on just the races that a route
-- speaks of, so that the difference compares like with like. No interval is given: the errors of leave-one-market-out predictions are
-- not independent, and the usual interval is too narrow (Bates, Hastie and Tibshirani 2024, Journal of the American Statistical
-- Association 119).
-- key: win_rule, kind, subset, held_out, route
create or replace table win_rate_score as
with judged as (
    select prediction.win_rule, prediction.race_id, prediction.held_out, prediction.position, prediction.route, design.won, design.market,
        -ln(least(0.999, greatest(0.001, case design.won when 1 then prediction.p else 1 - prediction.p end))) as log_loss,
        pow(prediction.p - design.won, 2) as brier
    from race_prediction as prediction
    join race_design as design using (win_rule, race_id)
),
compared as (
    select judged.*, base.log_loss as base_log_loss, base.brier as base_brier
    from judged
    left join judged as base on base.win_rule = judged.win_rule and base.race_id = judged.race_id and base.held_out = judged.held_out
        and base.route = 'base_rate'
)
select compared.win_rule, subset.kind, subset.position as subset_position, subset.subset, compared.held_out, compared.position, compared.route, count(*) as n,
    count(distinct compared.market) as markets, cast(sum(compared.won) as bigint) as wins, exact_mean(compared.log_loss) as log_loss,
    exact_mean(compared.brier) as brier, exact_mean(compared.base_log_loss) as base_log_loss, exact_mean(compared.base_brier) as base_brier,
    exact_mean(compared.log_loss) - exact_mean(compared.base_log_loss) as difference
from compared
join race_subset as subset using (race_id)
where subset.kind in ('all', 'network_known', 'responder_network', 'wave')
group by compared.win_rule, subset.kind, subset.position, subset.subset, compared.held_out, compared.position, compared.route
order by compared.win_rule, subset.kind, subset.position, compared.position;

comment on column win_rate_score.win_rule is 'what counts as a win, as in win_rule';
comment on column win_rate_score.kind is 'by what the races are divided, as in race_subset';
comment on column win_rate_score.subset_position is 'order of the sets [rank]';
comment on column win_rate_score.subset is 'the set of races';
comment on column win_rate_score.held_out is 'market or platform, as in race_prediction';
comment on column win_rate_score.position is 'order of the routes [rank]';
comment on column win_rate_score.route is 'route, as in race_prediction';
comment on column win_rate_score.n is 'races of the set that the route speaks of [races]';
comment on column win_rate_score.markets is 'their markets [markets]';
comment on column win_rate_score.wins is 'of these, won by the first mover [races]';
comment on column win_rate_score.log_loss is 'mean of minus the logarithm of the probability given to what happened [nat]';
comment on column win_rate_score.brier is 'mean squared error of the probability [probability squared]';
comment on column win_rate_score.base_log_loss is 'log loss of the base rate on the same races [nat]';
comment on column win_rate_score.base_brier is 'mean squared error of the base rate on the same races [probability squared]';
comment on column win_rate_score.difference is 'log_loss minus base_log_loss; below 0 the route beats the base rate [nat]';
