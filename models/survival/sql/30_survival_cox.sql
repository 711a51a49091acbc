-- survival_cox: one row per model and covariate of a Cox regression of shutdown; a sale is censored. Descriptive: rivals choose when to enter.
-- key: model, name
create or replace table survival_cox (
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

comment on column survival_cox.model is 'head_start, or head_start_network where both owners'' networks are known';
comment on column survival_cox.method is 'efron, or firth where a coefficient would run away';
comment on column survival_cox.name is 'head_start (log2(1 + months)) or network (as in race_survival)';
comment on column survival_cox.coefficient is 'log hazard ratio [log ratio]';
comment on column survival_cox.se is 'standard error [log ratio]';
comment on column survival_cox.lower is 'lower end of the interval [log ratio]';
comment on column survival_cox.upper is 'upper end of the interval [log ratio]';
comment on column survival_cox.level is 'level of the interval [probability]';
comment on column survival_cox.p_value is 'of the test that it is 0 [probability]';
comment on column survival_cox.n is 'first movers [platforms]';
comment on column survival_cox.events is 'shutdowns [platforms]';
comment on column survival_cox.warnings is 'what to know of the fit; null: nothing';
