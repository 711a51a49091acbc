-- survival: one row per group, estimator and time of an end: first movers from the entry of their first rival.
-- key: cohort, estimator, months
create or replace table survival (
    cohort varchar,
    estimator varchar,
    months double,
    at_risk bigint,
    events bigint,
    estimate double,
    lower double,
    upper double,
    level double,
    n bigint
);

comment on column survival.cohort is 'all, or by the head start: under 12 months, 12 months and more';
comment on column survival.estimator is 'kaplan_meier (of not being shut down, a sale counted as censored), or the cumulative incidence of shutdown or of acquisition (Aalen-Johansen)';
comment on column survival.months is 'time since the rival''s entry [month]';
comment on column survival.at_risk is 'first movers followed up to then [platforms]';
comment on column survival.events is 'ends of the kind at that time [platforms]';
comment on column survival.estimate is 'probability [probability]';
comment on column survival.lower is 'lower end of the interval; null: not known yet [probability]';
comment on column survival.upper is 'upper end of the interval; null: not known yet [probability]';
comment on column survival.level is 'level of the interval [probability]';
comment on column survival.n is 'first movers in the group [platforms]';
