-- win_rate_curve: one row per win rule, model, network and head start: the probability that the first mover wins. empirical is the
-- regression on past races, isotonic the never-falling curve through them, elicited what was bet, race the mechanism. n is the races
-- behind it, 0 where there are none. lower and upper are what band says.
-- key: win_rule, model, network, months
create or replace table win_rate_curve (
    win_rule varchar,
    model varchar,
    network double,
    months double,
    p double,
    lower double,
    upper double,
    level double,
    band varchar,
    n bigint
);

comment on column win_rate_curve.win_rule is 'what counts as a win; empty for models that do not look at past races';
comment on column win_rate_curve.model is 'empirical, empirical_by_network, isotonic, elicited or race';
comment on column win_rate_curve.network is 'transferable users that the responder''s owner could bring, the first mover''s nothing; null: not in the model [people]';
comment on column win_rate_curve.months is 'head start [month]';
comment on column win_rate_curve.p is 'probability that the first mover wins [probability]';
comment on column win_rate_curve.lower is 'lower end of the band [probability]';
comment on column win_rate_curve.upper is 'upper end of the band [probability]';
comment on column win_rate_curve.level is 'level of the band; 0: the ends of a range that has no level [probability]';
comment on column win_rate_curve.band is 'what the band is';
comment on column win_rate_curve.n is 'races behind the estimate [races]';
