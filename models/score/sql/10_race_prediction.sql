-- race_prediction: one row per win rule, race and route: the probability that the first mover wins, as the route would have given it. The
-- base rate and the regressions come from the races of other markets (leave-one-market-out); the coin, the mechanism and the bet have
-- learned from no race.
-- key: win_rule, race_id, route
create or replace table race_prediction (
    win_rule varchar,
    race_id varchar,
    position bigint,
    route varchar,
    p double
);

comment on column race_prediction.win_rule is 'what counts as a win, as in win_rule';
comment on column race_prediction.race_id is 'race';
comment on column race_prediction.position is 'order of the routes [rank]';
comment on column race_prediction.route is 'coin, base_rate, head_start, head_start_by_network, mechanism or bet';
comment on column race_prediction.p is 'probability that the first mover wins [probability]';
