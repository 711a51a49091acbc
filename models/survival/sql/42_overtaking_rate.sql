-- overtaking_rate: one row per group of races in overtaking: the rate of overtaking that makes the intervals most likely, if it is the
-- same at all times, with its likelihood-ratio interval. Races with a shared platform are taken as independent.
-- key: cohort
create or replace table overtaking_rate (
    cohort varchar,
    n bigint,
    overtaken bigint,
    rate double,
    lower double,
    upper double,
    level double
);

comment on column overtaking_rate.cohort is 'all, or by the head start: under 12 months, 12 months and more';
comment on column overtaking_rate.n is 'races in the group [races]';
comment on column overtaking_rate.overtaken is 'of these, with the responder seen ahead [races]';
comment on column overtaking_rate.rate is 'overtakings in a year of those not overtaken yet; null: unbounded, each may lie right after the entry [1/year]';
comment on column overtaking_rate.lower is 'lower end of the interval [1/year]';
comment on column overtaking_rate.upper is 'upper end of the interval; null: unbounded [1/year]';
comment on column overtaking_rate.level is 'level of the interval [probability]';
