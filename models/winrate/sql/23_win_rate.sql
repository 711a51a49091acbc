-- win_rate: one row per win rule and set of races: how often the first mover won. lower and upper are the widest of the Jeffreys interval,
-- which takes races as independent, and the clustered one, which is symmetric in the log odds.
-- key: win_rule, kind, subset
create or replace table win_rate as
with counted as (
    select design.win_rule, subset.kind, subset.position, subset.subset, count(*) as n, cast(sum(design.won) as bigint) as wins,
        avg(design.won) as rate, count(distinct design.first_mover) as first_movers, count(distinct design.market) as markets
    from race_design as design
    join race_subset as subset using (race_id)
    where design.counted
    group by design.win_rule, subset.kind, subset.position, subset.subset
),
both_ways as (
    select counted.*, setting.level, rate_error.se, rate_error.se_first_mover, rate_error.se_dyadic, rate_error.se_dyadic_market,
        rate_error.se_widest, rate_error.widest,
        jeffreys_lower(wins, n, setting.level) as jeffreys_lower,
        jeffreys_upper(wins, n, setting.level) as jeffreys_upper,
        logit_end(rate, se_widest, setting.level, -1) as clustered_lower,
        logit_end(rate, se_widest, setting.level, 1) as clustered_upper
    from counted
    join rate_error
        on rate_error.win_rule = counted.win_rule and rate_error.estimate = 'rate' and rate_error.kind = counted.kind
        and rate_error.subset = counted.subset
    cross join setting
),
chosen as (
    select both_ways.*, coalesce(se_widest > 1.000001 * se and clustered_upper - clustered_lower > jeffreys_upper - jeffreys_lower, false) as is_clustered
    from both_ways
)
select win_rule, kind, position, subset, n, wins, rate, first_movers, markets, se, se_first_mover, se_dyadic, se_dyadic_market,
    case when is_clustered then clustered_lower else jeffreys_lower end as lower,
    case when is_clustered then clustered_upper else jeffreys_upper end as upper,
    level,
    case when is_clustered then widest else 'jeffreys' end as method,
    case when se > 0 then greatest(1, pow(se_widest / se, 2)) end as design_effect,
    jeffreys_lower, jeffreys_upper
from chosen
order by win_rule, kind, position;

comment on column win_rate.win_rule is 'what counts as a win, as in win_rule';
comment on column win_rate.kind is 'by what the races are divided, as in race_subset';
comment on column win_rate.position is 'order of the set within its kind [rank]';
comment on column win_rate.subset is 'the set of races';
comment on column win_rate.n is 'decided races [races]';
comment on column win_rate.wins is 'races that the first mover won [races]';
comment on column win_rate.rate is 'wins over n [probability]';
comment on column win_rate.first_movers is 'different first movers among them [platforms]';
comment on column win_rate.markets is 'different markets among them [markets]';
comment on column win_rate.se is 'standard error, races independent [probability]';
comment on column win_rate.se_first_mover is 'standard error, clustered by first mover [probability]';
comment on column win_rate.se_dyadic is 'standard error, races with a platform in common related [probability]';
comment on column win_rate.se_dyadic_market is 'standard error, races with a platform or the market in common related [probability]';
comment on column win_rate.lower is 'lower end of the widest interval [probability]';
comment on column win_rate.upper is 'upper end of the widest interval [probability]';
comment on column win_rate.level is 'level of the intervals [probability]';
comment on column win_rate.method is 'which interval that is: jeffreys, first mover, dyadic, or dyadic or market';
comment on column win_rate.design_effect is 'variance of the widest clustered error over that of independent races, at least 1; null at a rate of 0 or 1';
comment on column win_rate.jeffreys_lower is 'lower end of the Jeffreys interval, races independent [probability]';
comment on column win_rate.jeffreys_upper is 'upper end of the Jeffreys interval [probability]';
