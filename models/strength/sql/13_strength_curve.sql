-- strength_curve: one row per head start: the probability by the hierarchical model that a first mover wins, on average over new pairs in new
-- markets, against a network of 10 million users.
-- key: months
create or replace table strength_curve (
    months double,
    p double,
    lower double,
    upper double,
    level double,
    n bigint
);

comment on column strength_curve.months is 'head start [month]';
comment on column strength_curve.p is 'posterior mean of the probability [probability]';
comment on column strength_curve.lower is 'lower end of the central credible interval [probability]';
comment on column strength_curve.upper is 'upper end of it [probability]';
comment on column strength_curve.level is 'level of the interval [probability]';
comment on column strength_curve.n is 'races [races]';
