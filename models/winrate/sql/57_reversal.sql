-- reversal: one row per conclusion that the head start could have: how many verdicts would have to fall the other way for it, at the
-- least, when those that move the slope most are taken one after the other. A greedy count: fewer might do.
-- key: conclusion
create or replace table reversal (
    conclusion varchar,
    verdicts bigint,
    n bigint,
    slope double,
    lower double,
    upper double,
    level double,
    races varchar
);

comment on column reversal.conclusion is 'more: a longer head start goes with more wins; fewer: with fewer';
comment on column reversal.verdicts is 'verdicts turned; null: not reached with half of them [races]';
comment on column reversal.n is 'races [races]';
comment on column reversal.slope is 'slope of the head start per doubling after that [log odds]';
comment on column reversal.lower is 'lower end of its profile interval [log odds]';
comment on column reversal.upper is 'upper end of its profile interval [log odds]';
comment on column reversal.level is 'level of the interval [probability]';
comment on column reversal.races is 'the races whose verdicts were turned, in that order';
