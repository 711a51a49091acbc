-- overtaking_curve: one row per group of races, reading and time of an overtaking: the share of first movers not overtaken yet
-- (Kaplan-Meier), of the races in overtaking. When it happened is known to an interval only, so there are two readings, with the truth
-- between them. Races with a shared platform are taken as independent.
-- key: cohort, reading, months
create or replace table overtaking_curve (
    cohort varchar,
    reading varchar,
    months double,
    at_risk bigint,
    events bigint,
    estimate double,
    lower double,
    upper double,
    level double,
    n bigint
);

comment on column overtaking_curve.cohort is 'all, or by the head start: under 12 months, 12 months and more';
comment on column overtaking_curve.reading is 'late: each at the first month in which the responder is seen ahead; early: each right after the last month in which the first mover is known to be ahead, or the entry';
comment on column overtaking_curve.months is 'time since the responder''s entry [month]';
comment on column overtaking_curve.at_risk is 'races followed up to then [races]';
comment on column overtaking_curve.events is 'overtakings at that time [races]';
comment on column overtaking_curve.estimate is 'share not overtaken [probability]';
comment on column overtaking_curve.lower is 'lower end of the interval; null: not known yet [probability]';
comment on column overtaking_curve.upper is 'upper end of the interval; null: not known yet [probability]';
comment on column overtaking_curve.level is 'level of the interval [probability]';
comment on column overtaking_curve.n is 'races in the group [races]';
