-- judged: one row per expert, and per way of pooling them: the rows of expert_score.
-- key: kind, judge
create or replace table work.judged as
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

insert into expert_score
select * from work.judged;
