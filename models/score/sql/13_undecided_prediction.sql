-- undecided_prediction: one row per race that the primary win rule does not decide, and route: the probability that the first mover
-- wins it, from all races that the rule decides. prediction_records.csv of a run keeps them, to be scored once the race is decided.
-- key: race_id, route
create or replace table undecided_prediction as
select race_id, cast(position as bigint) as position, route, p from work.said where not counted;

comment on column undecided_prediction.race_id is 'race';
comment on column undecided_prediction.position is 'order of the routes [rank]';
comment on column undecided_prediction.route is 'route, as in race_prediction';
comment on column undecided_prediction.p is 'probability that the first mover wins [probability]';
