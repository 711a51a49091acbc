-- tipping_path: one row per way to change the effect of the head start and number of races changed, the most influential first: the effect
-- that the races would then show. The first row of a path has the races as they are.
-- key: kind, aim, changed
create or replace table tipping_path (
    kind varchar,
    aim varchar,
    changed bigint,
    race_id varchar,
    n bigint,
    effect double,
    lower double,
    upper double,
    level double,
    reached boolean
);

comment on column tipping_path.kind is 'wrong outcomes: decided races are turned; undecided races: they are decided';
comment on column tipping_path.aim is 'what the changes are chosen to show';
comment on column tipping_path.changed is 'races changed [races]';
comment on column tipping_path.race_id is 'the race changed last; empty: none';
comment on column tipping_path.n is 'decided races then [races]';
comment on column tipping_path.effect is 'chance of the first mover with 12 months of head start minus that with 3 [probability]';
comment on column tipping_path.lower is 'lower end of the interval that allows for shared platforms and markets [probability]';
comment on column tipping_path.upper is 'upper end of that interval [probability]';
comment on column tipping_path.level is 'level of the interval [probability]';
comment on column tipping_path.reached is 'the interval of the slope excludes 0: the path ends here';
