-- elicited_posterior: one row per weight of the bet and head start: the bet as pseudo-races, and the other races on top. The race that the
-- bet is about is left out, so that it is not both prior and proof.
-- key: prior_races, even_weight, hopeless_weight, eps, n, months
create or replace table elicited_posterior (
    prior_races double,
    even_weight double,
    hopeless_weight double,
    eps double,
    n bigint,
    months double,
    p double,
    lower double,
    upper double,
    level double,
    conflict double
);

comment on column elicited_posterior.prior_races is 'pseudo-races that the bet counts for [races]';
comment on column elicited_posterior.even_weight is 'of these at the head start with even odds [races]';
comment on column elicited_posterior.hopeless_weight is 'of these at the hopeless head start [races]';
comment on column elicited_posterior.eps is 'share of the latter that is won [probability]';
comment on column elicited_posterior.n is 'races beside the bet; 0: the bet alone [races]';
comment on column elicited_posterior.months is 'head start [month]';
comment on column elicited_posterior.p is 'posterior mean probability that the first mover wins [probability]';
comment on column elicited_posterior.lower is 'lower end of the credible interval [probability]';
comment on column elicited_posterior.upper is 'upper end of the credible interval [probability]';
comment on column elicited_posterior.level is 'level of the interval [probability]';
comment on column elicited_posterior.conflict is 'probability, under the bet, of races as surprising as these; below 0.05 the two contradict each other [probability]';
