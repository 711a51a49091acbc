-- one row per expert and per pool of experts: the scores, the head start with even odds, and what past races make of it. No row for one
-- expert alone.
select score.judge, score.kind, score.questions, score.seeds, score.calibration, score.information, score.weight,
    coalesce(pooled.value, moved.months) as even, moved.p, moved.lower, moved.upper
from expert_score as score
left join pooled_judgment as pooled
    on pooled.pooling = score.kind and pooled.question = 'critical-lead' and pooled.quantile = 0.5
left join moved_judgment as moved on score.kind = 'expert' and moved.expert = score.judge and moved.stated = 0.5
where (select count(*) from expert_score where kind = 'expert') > 1
order by score.kind <> 'expert', score.weight desc nulls last, score.judge
