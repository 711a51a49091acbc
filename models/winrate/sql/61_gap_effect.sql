-- gap_effect: one row per unknown cell: what the answer would be if it were found at either end of what it may hold, cells of
-- the primary answer first, and of these the one that would move it most. The effect is that of 12 months of head start instead of 3, by the regression behind the answer.
-- key: rank
create or replace table gap_effect (
    rank bigint,
    kind varchar,
    race_id varchar,
    answer varchar,
    low varchar,
    high varchar,
    effect double,
    effect_low double,
    effect_high double,
    move double,
    n bigint
);

comment on column gap_effect.rank is 'order: cells of the primary answer first, then by move [rank]';
comment on column gap_effect.kind is 'outcome, users at 36 months, launch dates, or network';
comment on column gap_effect.race_id is 'race';
comment on column gap_effect.answer is 'the answer that the cell moves: primary, leader_36 (the leader at 36 months) or with the network (the regression with the responder''s network, at 100 million users)';
comment on column gap_effect.low is 'one end of what may be found: the side that led, or the 5% quantile of the known cells of the kind';
comment on column gap_effect.high is 'the other end';
comment on column gap_effect.effect is 'effect as the data are [probability]';
comment on column gap_effect.effect_low is 'effect if the cell holds low [probability]';
comment on column gap_effect.effect_high is 'effect if the cell holds high [probability]';
comment on column gap_effect.move is 'larger of the two changes [probability]';
comment on column gap_effect.n is 'races behind the answer as the data are [races]';
