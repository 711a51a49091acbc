-- expert_score: one row per expert, and per way of pooling them: how well their quantiles held where the answer is known, by the classical
-- model of Cooke (1991). An expert's weight is calibration times information, and 0 below the cut-off: that with which the pool scores highest.
-- key: judge
create or replace table expert_score as
with expert as (
    select * from classical_score('work.knot')
),
pool as (
    select scored.*, pools.pooling, pools.cutoff, row_number() over (partition by pools.pooling order by scored.score desc, pools.cutoff) as place
    from classical_score('work.pooled_knot') as scored
    join (select distinct judge, pooling, cutoff from work.pooled_knot) as pools using (judge)
),
chosen as (
    select cutoff from pool where pooling = 'performance' and place = 1
),
judged as (
    select judge, 'expert' as kind, questions, seeds, calibration, information, information_all, score,
        case when score is not null then coalesce(case when calibration >= (select cutoff from chosen) then score end, 0) end as kept, null as cutoff
    from expert
    union all
    select pooling, pooling, questions, seeds, calibration, information, information_all, score, null, case pooling when 'performance' then cutoff end
    from pool
    where place = 1 and (select count(*) from expert) > 1
)
select judge, kind, questions, seeds, calibration, information, information_all, score, kept / nullif(sum(kept) over (), 0) as weight, cutoff,
    case when (select count(*) from work.knot where outcome is not null) = 0 then 'no question has a known answer, so experts have equal weights'
        when seeds = 0 then 'no known answer to a question judged in the usual quantiles' end as reason
from judged
order by kind, judge;

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
