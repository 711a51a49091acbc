-- prediction_outcome: one row per recorded prediction of a race or a hypothesis: what has come of it. A race is scored once the primary
-- win rule decides it, a hypothesis once the races collected since its registration give an estimate. Probabilities are clipped at 0.001
-- and 0.999 before the logarithm.
-- key: made_on, target, subject, route
create or replace table prediction_outcome as
with made as (
    select made_on, run, target, subject, route, max(case when target = 'leader' then value end) as p,
        max(case when quantile = 0.025 then value end) as lower, max(case when quantile = 0.5 then value end) as value,
        max(case when quantile = 0.975 then value end) as upper
    from prediction_record
    group by made_on, run, target, subject, route
),
decided as (
    select 'leader' as target, design.race_id as subject, cast(design.won as double) as outcome
    from race_design as design
    join win_rule on win_rule.win_rule = design.win_rule and win_rule.role = 'primary'
    where design.counted
    union all
    select 'effect', hypothesis_id, estimate
    from hypothesis_result
    where races = 'collected since' and estimate is not null
)
select made.made_on, made.run, made.target, made.subject, made.route, made.p, made.value, made.lower, made.upper,
    case when decided.outcome is null then 'pending' else 'scored' end as status, decided.outcome,
    case when made.target = 'leader' and decided.outcome is not null
        then -ln(least(0.999, greatest(0.001, case decided.outcome when 1 then made.p else 1 - made.p end))) end as log_loss,
    case when made.target = 'leader' then pow(made.p - decided.outcome, 2) end as brier,
    case when decided.outcome is not null and made.lower is not null and made.upper is not null
        then made.upper - made.lower + 2 / 0.05e0 * greatest(made.lower - decided.outcome, decided.outcome - made.upper, 0) end as interval_score
from made
left join decided on decided.target = made.target and decided.subject = made.subject
order by made.made_on, made.target, made.subject, made.route;

comment on column prediction_outcome.made_on is 'day on which it was made [date]';
comment on column prediction_outcome.run is 'run that made it';
comment on column prediction_outcome.target is 'leader (of a race) or effect (of a hypothesis)';
comment on column prediction_outcome.subject is 'race or hypothesis';
comment on column prediction_outcome.route is 'route, as in undecided_prediction; registered, for an effect';
comment on column prediction_outcome.p is 'probability that the first mover leads; null: an effect [probability]';
comment on column prediction_outcome.value is 'median of the effect; null: a leader [see hypothesis.estimand]';
comment on column prediction_outcome.lower is 'lower end of its 95 % interval';
comment on column prediction_outcome.upper is 'upper end of its 95 % interval';
comment on column prediction_outcome.status is 'scored or pending';
comment on column prediction_outcome.outcome is '1: the first mover leads, 0: the responder does; or the estimate; null: pending';
comment on column prediction_outcome.log_loss is 'minus the logarithm of the probability given to what happened; null: pending, or an effect [nat]';
comment on column prediction_outcome.brier is 'squared error of the probability; null: pending, or an effect [probability squared]';
comment on column prediction_outcome.interval_score is 'interval score at 95 %; null: pending, or a leader [see hypothesis.estimand]';
