-- sensitivity: one row per change of data or rule: what it does to the base rate and to the effect of the head start, which is the
-- first mover's probability with 12 months minus that with 3, by the regression on the head start.
-- key: kind, change
create or replace table sensitivity (
    position bigint,
    kind varchar,
    change varchar,
    n bigint,
    base_rate double,
    base_rate_change double,
    effect double,
    effect_change double,
    slope double,
    lower double,
    upper double,
    level double,
    reverses boolean
);

comment on column sensitivity.position is '1 is the run as it is; then by how much the effect moves [rank]';
comment on column sensitivity.kind is 'as_is, win_rule, launch, form, market, platform, race or network';
comment on column sensitivity.change is 'what is changed';
comment on column sensitivity.n is 'races left [races]';
comment on column sensitivity.base_rate is 'share of races that the first mover won [probability]';
comment on column sensitivity.base_rate_change is 'change of the base rate [probability]';
comment on column sensitivity.effect is 'probability with 12 months minus probability with 3 [probability]';
comment on column sensitivity.effect_change is 'change of the effect [probability]';
comment on column sensitivity.slope is 'slope of the head start per doubling [log odds]';
comment on column sensitivity.lower is 'lower end of its profile interval [log odds]';
comment on column sensitivity.upper is 'upper end of its profile interval [log odds]';
comment on column sensitivity.level is 'level of the interval [probability]';
comment on column sensitivity.reverses is 'the conclusion is another one: the interval of the slope holds 0 in one and not in the other';
