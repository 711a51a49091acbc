-- robustness: one row per finding and way in which it could be wrong: how strong an unmeasured cause, how many wrong, undecided or missing
-- outcomes, or which networks it would take to change it. Sources: VanderWeele and Ding (2017) for the E-value; Rosenbaum (2002) for the
-- bound, with a head start counted as long from 12 months on.
-- key: position
create or replace table robustness (
    position bigint,
    measure varchar,
    subject varchar,
    win_rule varchar,
    aim varchar,
    value double,
    value_limit double,
    estimate double,
    lower double,
    upper double,
    unit varchar,
    n bigint
);

comment on column robustness.position is 'order [rank]';
comment on column robustness.measure is 'e_value, rosenbaum, wrong outcomes, undecided races, races not in the data, or unknown networks';
comment on column robustness.subject is 'what could be wrong: a hypothesis, as in hypothesis, the effect of the head start, or the win rate';
comment on column robustness.win_rule is 'what counts as a win, as in win_rule';
comment on column robustness.aim is 'what the cause or the changed outcomes would bring about';
comment on column robustness.value is 'how much it takes: the E-value of the estimate, the least odds of Rosenbaum''s bound, or the least number of races found, the most influential first; null: not even all suffice, or bounds alone are asked for [see unit]';
comment on column robustness.value_limit is 'E-value of the end of the interval nearer to what is aimed at; 1: no cause is needed [risk ratio]';
comment on column robustness.estimate is 'the finding: a risk ratio (the square root of an odds ratio), the one-sided p-value without hidden bias, the effect of 12 months instead of 3 after the changes, the win rate, or the interaction';
comment on column robustness.lower is 'lower end of its interval, or its lower bound';
comment on column robustness.upper is 'upper end of its interval, or its upper bound';
comment on column robustness.unit is 'unit of value: risk ratio, odds or races; of the bounds where it is null: probability or log odds';
comment on column robustness.n is 'races that the finding then rests on [races]';
