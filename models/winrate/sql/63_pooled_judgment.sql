-- pooled_judgment: one row per question that at least two experts judged, way of pooling them, and quantile. Without known answers there
-- are equal weights alone; a question that no weighted expert judged has no row by performance.
-- A head start is not negative, so no lead is 0.
-- key: question, pooling, quantile
create or replace table pooled_judgment (
    question varchar,
    pooling varchar,
    quantile double,
    value double,
    outcome double,
    experts bigint
);

comment on column pooled_judgment.question is 'what was asked';
comment on column pooled_judgment.pooling is 'equal: all experts with the same weight; performance: weighted by their scores';
comment on column pooled_judgment.quantile is 'probability that the answer is at most the value [probability]';
comment on column pooled_judgment.value is 'that quantile [see question]';
comment on column pooled_judgment.outcome is 'answer; null: not known [see question]';
comment on column pooled_judgment.experts is 'experts behind it [experts]';
