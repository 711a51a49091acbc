-- win_rate_coefficient: one row per win rule, model and coefficient of the regression: log odds that the first mover wins. head_start is
-- log2(1 + months), so its slope is per doubling; network is log10 of one plus the responder's transferable users in millions.
-- lower and upper are the wider of the profile interval, which takes races as independent, and that of the widest clustered error.
-- key: win_rule, model, name
create or replace table win_rate_coefficient (
    win_rule varchar,
    model varchar,
    position bigint,
    name varchar,
    value double,
    se double,
    profile_lower double,
    profile_upper double,
    se_widest double,
    lower double,
    upper double,
    method varchar,
    level double,
    p_value double,
    flic double,
    n bigint,
    events bigint,
    separated boolean,
    warnings varchar
);

comment on column win_rate_coefficient.win_rule is 'what counts as a win';
comment on column win_rate_coefficient.model is 'head_start, or head_start_by_network where the responder''s network is known';
comment on column win_rate_coefficient.position is 'order of the coefficients [rank]';
comment on column win_rate_coefficient.name is '(intercept), head_start, network, or head_start x network';
comment on column win_rate_coefficient.value is 'Firth-penalized estimate [log odds]';
comment on column win_rate_coefficient.se is 'standard error of the model, races independent [log odds]';
comment on column win_rate_coefficient.profile_lower is 'lower end of the profile penalized-likelihood interval [log odds]';
comment on column win_rate_coefficient.profile_upper is 'upper end of that interval [log odds]';
comment on column win_rate_coefficient.se_widest is 'widest standard error: of the model or clustered [log odds]';
comment on column win_rate_coefficient.lower is 'lower end of the wider interval [log odds]';
comment on column win_rate_coefficient.upper is 'upper end of the wider interval [log odds]';
comment on column win_rate_coefficient.method is 'which interval that is: profile, first mover, dyadic, or dyadic or market';
comment on column win_rate_coefficient.level is 'level of the interval [probability]';
comment on column win_rate_coefficient.p_value is 'two-sided p value by the method: penalized likelihood ratio, or Wald with the clustered error [probability]';
comment on column win_rate_coefficient.flic is 'coefficient that probabilities are printed from: the intercept refitted by maximum likelihood [log odds]';
comment on column win_rate_coefficient.n is 'races [races]';
comment on column win_rate_coefficient.events is 'races that the first mover won [races]';
comment on column win_rate_coefficient.separated is 'maximum likelihood alone would have no finite estimate';
comment on column win_rate_coefficient.warnings is 'what to know of the fit; null: nothing';
