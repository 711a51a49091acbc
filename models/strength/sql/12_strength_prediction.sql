-- strength_prediction: one row per race and way to hold it out: the probability that the first mover wins, by the hierarchical model without
-- the races of its market, or without those of a platform of its own (the mean of both sides). A race that the primary rule does not
-- decide is predicted from all that it does.
-- key: race_id, held_out
create or replace table strength_prediction (
    race_id varchar,
    held_out varchar,
    p double
);

comment on column strength_prediction.race_id is 'race';
comment on column strength_prediction.held_out is 'market, platform, or none: the race is undecided';
comment on column strength_prediction.p is 'probability that the first mover wins [probability]';
