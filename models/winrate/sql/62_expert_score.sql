-- expert_score: one row per expert, and per way of pooling them: how well their quantiles held where the answer is known, by the classical
-- model of Cooke (1991). An expert's weight is calibration times information, and 0 below the cut-off: that with which the pool scores highest.
-- key: kind, judge
create or replace table expert_score (
    judge varchar,
    kind varchar,
    questions bigint,
    seeds bigint,
    calibration double,
    information double,
    information_all double,
    score double,
    weight double,
    cutoff double,
    reason varchar
);

comment on column expert_score.judge is 'expert, or how the experts are pooled';
comment on column expert_score.kind is 'expert, equal (all experts with the same weight) or performance (weighted by score)';
comment on column expert_score.questions is 'questions with a distribution [questions]';
comment on column expert_score.seeds is 'of these, with a known answer and in the quantiles that most judgments use [questions]';
comment on column expert_score.calibration is 'probability of answers at least as far from the stated shares, for a judge who is right about them; null: no seeds [probability]';
comment on column expert_score.information is 'mean information of the seeds, relative to the whole range; null: no seeds [nat]';
comment on column expert_score.information_all is 'mean information of all questions [nat]';
comment on column expert_score.score is 'calibration times information; null: no seeds';
comment on column expert_score.weight is 'share in the pool by performance; null: no such pool [ratio]';
comment on column expert_score.cutoff is 'least calibration of an expert in the pool [probability]';
comment on column expert_score.reason is 'why there is no score';
