-- win_rate_score: one row per win rule, set of races and forecaster: how well it foretells the races of markets that it was not fitted
-- to. Lower is better; a difference below 0 beats the base rate.
-- key: win_rule, races, forecaster
create or replace table win_rate_score (
    win_rule varchar,
    races varchar,
    position bigint,
    forecaster varchar,
    n bigint,
    markets bigint,
    log_loss double,
    brier double,
    difference double,
    lower double,
    upper double,
    level double
);

comment on column win_rate_score.win_rule is 'what counts as a win';
comment on column win_rate_score.races is 'all, or those with both owners'' networks known';
comment on column win_rate_score.position is 'order of the forecasters [rank]';
comment on column win_rate_score.forecaster is 'base_rate, head_start, head_start_network, bigger_network or lei_jun';
comment on column win_rate_score.n is 'races [races]';
comment on column win_rate_score.markets is 'markets, each left out in turn [markets]';
comment on column win_rate_score.log_loss is 'mean surprise at what happened [nat]';
comment on column win_rate_score.brier is 'mean squared error [probability squared]';
comment on column win_rate_score.difference is 'log_loss minus that of the base rate [nat]';
comment on column win_rate_score.lower is 'lower end of its interval, by bootstrap over markets; null for the base rate itself [nat]';
comment on column win_rate_score.upper is 'upper end of its interval [nat]';
comment on column win_rate_score.level is 'level of the interval [probability]';
