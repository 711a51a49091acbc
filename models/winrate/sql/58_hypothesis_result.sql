-- hypothesis_result: one row per registered hypothesis and set of races: what they say of it. Only races collected since it was registered
-- test it; on the others it was found. Intervals and p values take the widest standard error of the plan.
-- key: hypothesis_id, races
create or replace table hypothesis_result (
    hypothesis_id varchar,
    win_rule varchar,
    position bigint,
    races varchar,
    n bigint,
    estimate double,
    lower double,
    upper double,
    level double,
    method varchar,
    p_value double,
    p_holm double,
    verdict varchar
);

comment on column hypothesis_result.hypothesis_id is 'hypothesis';
comment on column hypothesis_result.win_rule is 'what counts as a win for it, as in win_rule';
comment on column hypothesis_result.position is 'order of the sets [rank]';
comment on column hypothesis_result.races is 'all, known when registered, collected since, or one wave';
comment on column hypothesis_result.n is 'decided races of the set that the estimate rests on: with a known network where the hypothesis asks for one [races]';
comment on column hypothesis_result.estimate is 'estimate of the effect, 0 without one: a log odds ratio, or a difference of probabilities; null: too few races [see hypothesis.estimand]';
comment on column hypothesis_result.lower is 'lower end of its interval';
comment on column hypothesis_result.upper is 'upper end of its interval';
comment on column hypothesis_result.level is 'level of the interval [probability]';
comment on column hypothesis_result.method is 'which standard error: independent, first mover, dyadic, or dyadic or market';
comment on column hypothesis_result.p_value is 'two-sided p value [probability]';
comment on column hypothesis_result.p_holm is 'adjusted for the other secondary hypotheses by Holm''s method [probability]';
comment on column hypothesis_result.verdict is 'of the races collected since: supported, open, contradicted; not contradicted, where no effect is expected; no race yet, or too few races. Of the others: not a test';
