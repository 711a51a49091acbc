-- pooled_judgment: one row per question that at least two experts judged, way of pooling them, and quantile. Without known answers there
-- are equal weights alone; a question that no weighted expert judged has no row by performance.
-- key: question, pooling, quantile
create or replace table pooled_judgment as
select knot.question, knot.pooling, knot.quantile, case knot.scale when 'log' then exp(knot.x) else knot.x end as value,
    case knot.scale when 'log' then exp(knot.outcome) else knot.outcome end as outcome, knot.experts
from work.pooled_knot as knot
join expert_score on expert_score.kind = knot.pooling and coalesce(expert_score.cutoff, 0) = knot.cutoff
where knot.quantile > 0 and knot.quantile < 1
    and knot.question in (select question from work.knot where quantile = 0 group by question having count(*) > 1)
order by question, pooling, quantile;

comment on column pooled_judgment.question is 'what was asked';
comment on column pooled_judgment.pooling is 'equal: all experts with the same weight; performance: weighted by their scores';
comment on column pooled_judgment.quantile is 'probability that the answer is at most the value [probability]';
comment on column pooled_judgment.value is 'that quantile [see question]';
comment on column pooled_judgment.outcome is 'answer; null: not known [see question]';
comment on column pooled_judgment.experts is 'experts behind it [experts]';
