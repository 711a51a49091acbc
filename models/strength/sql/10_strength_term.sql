-- strength_term: one row per quantity of the hierarchical model of all races of the primary win rule: log odds that the first mover wins =
-- first mover + head_start (per doubling, from 24 months on) + network (per tenfold of the responder's network, from 10 million on) + their
-- product + the strength of either side + the market, with platforms and markets drawn from normal distributions. The effect is the average
-- over new pairs in new markets. Sampled by Hamiltonian Monte Carlo.
-- key: position
create or replace table strength_term (
    position bigint,
    term varchar,
    value double,
    sd double,
    lower double,
    upper double,
    level double,
    unit varchar,
    ess double,
    rhat double,
    draws bigint,
    n bigint
);

comment on column strength_term.position is 'order [rank]';
comment on column strength_term.term is 'first mover, head_start, network, head_start x network, spread of platforms, spread of markets, or the effect of 12 months of head start instead of 3';
comment on column strength_term.value is 'posterior mean [see unit]';
comment on column strength_term.sd is 'posterior standard deviation [see unit]';
comment on column strength_term.lower is 'lower end of the central credible interval [see unit]';
comment on column strength_term.upper is 'upper end of it [see unit]';
comment on column strength_term.level is 'level of the interval [probability]';
comment on column strength_term.unit is 'log odds, or probability';
comment on column strength_term.ess is 'independent draws that the draws are worth [draws]';
comment on column strength_term.rhat is 'how much further the chains differ than they should; 1: not at all [ratio]';
comment on column strength_term.draws is 'draws [draws]';
comment on column strength_term.n is 'races [races]';
