-- race_draw: one row per simulated race: all it takes to say how long a head start the first mover needs against any responder.
-- The head start needed is ln(t / (1 - t) * (1 - base) / base) / growth with t = network * pull + launch; below 0 it is 0, and with t
-- from 1 up no head start is enough.
-- key: hyper, draw
create or replace table race_draw (
    hyper bigint,
    draw bigint,
    growth_median double,
    growth_spread double,
    growth double,
    base double,
    pull double,
    launch double
);

comment on column race_draw.hyper is 'number of the set of hyper-parameters, from 0';
comment on column race_draw.draw is 'number of the race, from 0';
comment on column race_draw.growth_median is 'middle of the growth rate in this set [per month]';
comment on column race_draw.growth_spread is 'standard deviation of its natural log in this set';
comment on column race_draw.growth is 'growth of the first mover while alone [per month]';
comment on column race_draw.base is 'first mover''s users at launch over the people within reach [ratio]';
comment on column race_draw.pull is 'base to beat, over the people within reach, per person of the responder''s network [per person]';
comment on column race_draw.launch is 'base to beat of a responder that launches as the first mover did, over the people within reach [ratio]';
