-- overtaking_cox: one row per model and covariate of a Cox regression of the overtaking, by the late reading of overtaking_curve. With
-- fewer than 8 overtakings for each covariate a model has no row. Descriptive: responders choose when to enter.
-- key: model, name
create or replace table overtaking_cox (
    model varchar,
    method varchar,
    name varchar,
    coefficient double,
    se double,
    lower double,
    upper double,
    level double,
    p_value double,
    n bigint,
    events bigint,
    warnings varchar
);

comment on column overtaking_cox.model is 'head_start, or head_start_network where both owners'' networks are known';
comment on column overtaking_cox.method is 'efron, or firth where a coefficient would run away';
comment on column overtaking_cox.name is 'head_start (log2(1 + months)) or network (as in race_survival)';
comment on column overtaking_cox.coefficient is 'log hazard ratio [log ratio]';
comment on column overtaking_cox.se is 'standard error, races taken as independent [log ratio]';
comment on column overtaking_cox.lower is 'lower end of the interval [log ratio]';
comment on column overtaking_cox.upper is 'upper end of the interval [log ratio]';
comment on column overtaking_cox.level is 'level of the interval [probability]';
comment on column overtaking_cox.p_value is 'of the test that it is 0 [probability]';
comment on column overtaking_cox.n is 'races [races]';
comment on column overtaking_cox.events is 'overtakings [races]';
comment on column overtaking_cox.warnings is 'what to know of the fit; null: nothing';
