-- sensitivity: one row per win rule and specification: the win rate of the first mover and the effect of the head start, asked in every way
-- that the analysis plan lists. The effect is the probability with 12 months minus that with 3, by Firth's logistic regression on
-- log2(1 + months); its ends are the least and the most over the interval of the slope, the intercept fitted to the observed rate. Rows of the kind leave_one_out have the range
-- over all platforms, or markets, left out in turn, and no estimate.
-- key: win_rule, kind, subset
create or replace table sensitivity (
    win_rule varchar,
    kind varchar,
    position bigint,
    subset varchar,
    n bigint,
    wins bigint,
    rate double,
    rate_lower double,
    rate_upper double,
    rate_method varchar,
    slope double,
    slope_lower double,
    slope_upper double,
    method varchar,
    effect double,
    effect_lower double,
    effect_upper double,
    level double
);

comment on column sensitivity.win_rule is 'what counts as a win, as in win_rule';
comment on column sensitivity.kind is 'what is varied: a kind of race_subset, launch, form, first_mover_once or leave_one_out';
comment on column sensitivity.position is 'order within the kind [rank]';
comment on column sensitivity.subset is 'the races, or how they are read';
comment on column sensitivity.n is 'decided races [races]';
comment on column sensitivity.wins is 'races that the first mover won [races]';
comment on column sensitivity.rate is 'win rate of the first mover, weighted where each first mover counts once [probability]';
comment on column sensitivity.rate_lower is 'lower end of the widest clustered interval; null at a rate of 0 or 1 [probability]';
comment on column sensitivity.rate_upper is 'upper end of that interval [probability]';
comment on column sensitivity.rate_method is 'which interval it is: independent, first mover, dyadic, dyadic or market, or a range';
comment on column sensitivity.slope is 'slope per doubling of the head start (per year for the linear form); null: fewer than 8 of the rarer outcome [log odds]';
comment on column sensitivity.slope_lower is 'lower end of its interval by the widest standard error [log odds]';
comment on column sensitivity.slope_upper is 'upper end of that interval [log odds]';
comment on column sensitivity.method is 'which standard error that is';
comment on column sensitivity.effect is 'probability with 12 months minus probability with 3 [probability]';
comment on column sensitivity.effect_lower is 'least effect over the interval of the slope [probability]';
comment on column sensitivity.effect_upper is 'largest effect over the interval of the slope [probability]';
comment on column sensitivity.level is 'level of the intervals; null for a range [probability]';
