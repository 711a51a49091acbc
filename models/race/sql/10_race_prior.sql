-- race_prior: one row per parameter of the race: what is assumed of it, on what ground. These are not estimated from the races.
-- key: parameter
create or replace table race_prior (
    position bigint,
    parameter varchar,
    median double,
    spread double,
    doubt double,
    unit varchar,
    source_ids varchar,
    why varchar,
    seed bigint
);

comment on column race_prior.position is 'order [rank]';
comment on column race_prior.parameter is 'growth, base, reach, mobilised, advantage or noise';
comment on column race_prior.median is 'middle of the middles [see unit]';
comment on column race_prior.spread is 'standard deviation from race to race; of the natural log, but for advantage';
comment on column race_prior.doubt is 'standard deviation of the middle itself: how little is known';
comment on column race_prior.unit is 'unit of the median';
comment on column race_prior.source_ids is 'sources, separated by a semicolon, or the word assumption';
comment on column race_prior.why is 'how they lead to the numbers';
comment on column race_prior.seed is 'seed of the simulation, the same in every row';
