-- race_prediction: one row per win rule, race, way to hold it out and route: the probability that the first mover wins, as the route would
-- have given it. The base rate, the regressions and the hierarchical model come from the races of other markets (leave-one-market-out) or
-- platforms (leave-one-platform-out); the coin, the mechanism and the bet have learned from no race.
-- key: win_rule, race_id, held_out, route
create or replace table race_prediction as
select win_rule, race_id, held_out, cast(position as bigint) as position, route, p from work.said where counted;

comment on column race_prediction.win_rule is 'what counts as a win, as in win_rule';
comment on column race_prediction.race_id is 'race';
comment on column race_prediction.held_out is 'what the races that the route learned from do not share with the race: market, or platform (the mean of without the first mover''s races and without the responder''s)';
comment on column race_prediction.position is 'order of the routes [rank]';
comment on column race_prediction.route is 'coin, base_rate, head_start, head_start_by_network, hierarchical, mechanism or bet';
comment on column race_prediction.p is 'probability that the first mover wins [probability]';
