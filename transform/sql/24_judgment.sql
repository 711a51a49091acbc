-- judgment: one row per quantile that an expert gave of the answer to a question. A stated bet on a head start is one expert's quantiles of
-- critical-lead, the head start that is enough to win: its odds of winning are the quantile. No hope is read as 5 %, and certainty as
-- 95 %; where versions differ in the lead, the middle of their range is taken.
-- key: expert, question, quantile, source_id
create or replace table judgment as
select judgment.expert, judgment.said_on, judgment.said_on_start, judgment.question, judgment.quantile, judgment.value,
    max(judgment.outcome) over (partition by judgment.question) as outcome,
    coalesce(max(judgment.scale) over (partition by judgment.question), 'linear') as scale,
    judgment.source_id, judgment.doubt, judgment.line
from raw.judgment as judgment
join source using (source_id)
union all
select who, min(said_on), min(said_on_start), 'critical-lead', least(0.95, greatest(0.05, win_probability)),
    (min(lead_months_low) + max(lead_months_high)) / 2, null, 'linear', min(source_id), null, null
from statement
where doubt is null and win_probability is not null
group by who, win_probability
order by question, expert, quantile;

comment on column judgment.expert is 'who judged';
comment on column judgment.question is 'what was asked';
comment on column judgment.quantile is 'probability that the answer is at most the value [probability]';
comment on column judgment.value is 'that quantile [see question]';
comment on column judgment.outcome is 'answer, where it is known; null: it is not [see question]';
comment on column judgment.scale is 'linear or log: on which scale the answer is spread evenly between two quantiles';
comment on column judgment.line is 'line in judgments.csv; null: from statements.csv';
