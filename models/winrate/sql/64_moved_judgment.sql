-- moved_judgment: one row per expert and head start at which the expert stated the odds of winning: the statement beside what it becomes
-- once the past races count too. The statements of an expert count as four pseudo-races. The race that the question is about is left
-- out. No row without past races, or where an expert stated one head start.
-- key: expert, months
create or replace table moved_judgment (
    expert varchar,
    months double,
    stated double,
    p_alone double,
    p double,
    lower double,
    upper double,
    level double,
    moved double,
    conflict double,
    n bigint
);

comment on column moved_judgment.expert is 'who judged';
comment on column moved_judgment.months is 'head start [month]';
comment on column moved_judgment.stated is 'odds of winning with it, as stated: the quantile of critical-lead; no hope is 0 [probability]';
comment on column moved_judgment.p_alone is 'mean probability that the first mover wins, from the pseudo-races alone [probability]';
comment on column moved_judgment.p is 'posterior mean of it with the past races [probability]';
comment on column moved_judgment.lower is 'lower end of the credible interval [probability]';
comment on column moved_judgment.upper is 'upper end of the credible interval [probability]';
comment on column moved_judgment.level is 'level of the interval [probability]';
comment on column moved_judgment.moved is 'p less stated: how far the races move the expert [probability]';
comment on column moved_judgment.conflict is 'probability, under the expert''s statements, of races as surprising as these; below 0.05 the two contradict each other [probability]';
comment on column moved_judgment.n is 'past races [races]';
