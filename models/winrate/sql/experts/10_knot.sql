-- knot: one row per expert, question and point of the expert's distribution of the answer: the stated quantiles, and 0 and 1 at the
-- ends of the range of all that was said of the question and its answer, widened by 10 % to each side. x is on the scale of the question.
-- Of several versions of one expert the last counts, and one in judgments.csv before one in statements.csv. The quantiles in most use
-- are those that experts are scored on; power is for how many seeds all calibrations are, the fewest that an expert has.
-- Quantiles that do not rise are no distribution, and a question with one value has no range.
-- key: judge, question, quantile
create or replace table work.knot as
with said as (
    select expert as judge, question, quantile, scale, case scale when 'log' then ln(value) else value end as x,
        case scale when 'log' then ln(outcome) else outcome end as outcome,
        case when line is null then '' else source_id end as version,
        first_value(case when line is null then '' else source_id end) over (
            partition by expert, question
            order by case when line is null then 1 else 0 end, coalesce(said_on_start, date '1900-01-01') desc, source_id) as last_version
    from judgment
    where doubt is null
),
ordered as (
    select *, lag(x) over (partition by judge, question order by quantile) as before
    from said
    where version = last_version
),
rising as (
    select judge, question, joined(as_text(quantile)) as quantiles, max(outcome) as outcome
    from ordered
    group by judge, question
    having max(case when x <= before then 1 else 0 end) = 0 and count(*) = count(distinct quantile)
),
spread as (
    select question, min(least(x, ordered.outcome)) as low, max(greatest(x, ordered.outcome)) as high
    from ordered
    join rising using (judge, question)
    group by question
    having max(greatest(x, ordered.outcome)) > min(least(x, ordered.outcome))
),
usual as (
    select quantiles
    from rising
    group by quantiles
    order by count(outcome) desc, count(*) desc, quantiles
    limit 1
),
seeds as (
    select judge, count(*) as seeds
    from rising
    join usual using (quantiles)
    join spread using (question)
    where outcome is not null
    group by judge
),
point as (
    select judge, question, quantile, scale, x from ordered
    union all
    select distinct judge, question, 0.0, scale, low - 0.1 * (high - low) from ordered join spread using (question)
    union all
    select distinct judge, question, 1.0, scale, high + 0.1 * (high - low) from ordered join spread using (question)
)
select point.judge, point.question, point.quantile, point.x, rising.outcome, point.scale, usual.quantiles is not null as usual,
    usual.quantiles is not null and rising.outcome is not null as seed, (select min(seeds) from seeds) as power
from point
join rising using (judge, question)
join spread using (question)
left join usual using (quantiles)
order by judge, question, quantile;
