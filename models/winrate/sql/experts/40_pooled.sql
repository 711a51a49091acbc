-- pooled: one row per question that at least two experts judged, way of pooling them, and quantile: the rows of pooled_judgment.
-- key: question, pooling, quantile
create or replace table work.pooled as
select knot.question, knot.pooling, knot.quantile,
    case when knot.scale = 'log' then exp(knot.x) when knot.question = 'critical-lead' then greatest(0, knot.x) else knot.x end as value,
    case knot.scale when 'log' then exp(knot.outcome) else knot.outcome end as outcome, knot.experts
from work.pooled_knot as knot
join expert_score on expert_score.kind = knot.pooling and coalesce(expert_score.cutoff, 0) = knot.cutoff
where knot.quantile > 0 and knot.quantile < 1
    and knot.question in (select question from work.knot where quantile = 0 group by question having count(*) > 1)
order by question, pooling, quantile;

insert into pooled_judgment
select * from work.pooled;
