-- calibration: one row per win rule, way to hold races out, route and range of the probabilities that it gave: what became of these races. A calibrated route has
-- its mean probability within the interval.
-- key: win_rule, held_out, route, position
create or replace table calibration as
with bin (position, p_from, p_to) as (
    values (1, 0e0, 0.1e0), (2, 0.1e0, 0.3e0), (3, 0.3e0, 0.5e0), (4, 0.5e0, 0.7e0), (5, 0.7e0, 0.9e0), (6, 0.9e0, 1e0)
),
sorted as (
    select prediction.win_rule, prediction.held_out, prediction.route, bin.position, bin.p_from, bin.p_to, count(*) as n, cast(sum(design.won) as bigint) as wins,
        exact_mean(prediction.p) as mean_p
    from race_prediction as prediction
    join race_design as design using (win_rule, race_id)
    join bin on prediction.p >= bin.p_from and (prediction.p < bin.p_to or bin.p_to = 1)
    group by prediction.win_rule, prediction.held_out, prediction.route, bin.position, bin.p_from, bin.p_to
)
select win_rule, held_out, route, position, p_from, p_to, n, wins, mean_p, wins / n as rate, jeffreys_lower(wins, n, setting.level) as lower,
    jeffreys_upper(wins, n, setting.level) as upper, setting.level
from sorted
cross join setting
order by win_rule, held_out, route, position;

comment on column calibration.win_rule is 'what counts as a win, as in win_rule';
comment on column calibration.held_out is 'market or platform, as in race_prediction';
comment on column calibration.route is 'route, as in race_prediction';
comment on column calibration.position is 'order of the ranges [rank]';
comment on column calibration.p_from is 'least probability of the range, itself included [probability]';
comment on column calibration.p_to is 'largest probability of the range, itself excluded but for 1 [probability]';
comment on column calibration.n is 'races given such a probability [races]';
comment on column calibration.wins is 'of these, won by the first mover [races]';
comment on column calibration.mean_p is 'mean probability given [probability]';
comment on column calibration.rate is 'wins over n [probability]';
comment on column calibration.lower is 'lower end of the Jeffreys interval, which takes races as independent [probability]';
comment on column calibration.upper is 'upper end of that interval [probability]';
comment on column calibration.level is 'level of the interval [probability]';
