-- win_rate_coefficient: one row per win rule, model and coefficient of the regression: log odds that the first mover wins. head_start is
-- log2(1 + months), so its slope is per doubling of a month and the head start; network is that of race_design.
-- key: win_rule, model, name
create or replace table win_rate_coefficient (
    win_rule varchar,
    model varchar,
    position bigint,
    name varchar,
    value double,
    se double,
    lower double,
    upper double,
    level double,
    p_value double,
    flic double,
    n bigint,
    events bigint,
    separated boolean,
    warnings varchar
);

comment on column win_rate_coefficient.win_rule is 'what counts as a win';
comment on column win_rate_coefficient.model is 'head_start, or head_start_network where both owners'' networks are known';
comment on column win_rate_coefficient.position is 'order of the coefficients [rank]';
comment on column win_rate_coefficient.name is '(intercept), head_start or network';
comment on column win_rate_coefficient.value is 'Firth-penalised estimate [log odds]';
comment on column win_rate_coefficient.se is 'standard error [log odds]';
comment on column win_rate_coefficient.lower is 'lower end of the profile penalised-likelihood interval [log odds]';
comment on column win_rate_coefficient.upper is 'upper end of that interval [log odds]';
comment on column win_rate_coefficient.level is 'level of the interval [probability]';
comment on column win_rate_coefficient.p_value is 'of the penalised likelihood-ratio test that the coefficient is 0 [probability]';
comment on column win_rate_coefficient.flic is 'coefficient that probabilities are printed from: the intercept refitted by maximum likelihood [log odds]';
comment on column win_rate_coefficient.n is 'races [races]';
comment on column win_rate_coefficient.events is 'races that the first mover won [races]';
comment on column win_rate_coefficient.separated is 'maximum likelihood alone would have no finite estimate';
comment on column win_rate_coefficient.warnings is 'what to know of the fit; null: nothing';
