-- pooled_knot: one row per pool of experts, question and point of its distribution, as in work.knot. Experts weigh equally, or by
-- calibration times information if their calibration is at least a cut-off; each calibration is one. Of a question only those who
-- answered it count. The share of a pool below x is the weighted mean of the shares of its experts.
-- key: judge, question, quantile
create or replace table work.pooled_knot as
with weight (pooling, expert, cutoff, weight) as (
    select distinct 'equal', judge, 0.0, 1.0 from work.knot
    union all
    select 'performance', judge, calibration, score from classical_score('work.knot') where score > 0
),
bin as (
    select judge as expert, question, x, lag(x) over up as x_from, quantile, lag(quantile) over up as quantile_from
    from work.knot
    window up as (partition by judge, question order by quantile)
),
below as (
    select weight.pooling, weight.cutoff, weight.expert, point.question, point.x, case when bin.expert is not null then weight.weight else 0 end as weight,
        coalesce(weight.weight * (bin.quantile_from + (bin.quantile - bin.quantile_from) * (point.x - bin.x_from) / (bin.x - bin.x_from)), 0) as share
    from weight
    cross join (select distinct question, x from work.knot where quantile > 0) as point
    left join bin on bin.expert = weight.expert and bin.question = point.question and point.x > bin.x_from and point.x <= bin.x
),
summed as (
    select pooling, cutoff, question, x, sum(share) over best as share, sum(weight) over best as weight,
        count(*) filter (where weight > 0) over best as experts,
        row_number() over (partition by pooling, question, x, cutoff order by expert desc) as from_last
    from below
    window best as (partition by pooling, question, x order by cutoff desc, expert)
),
about as (
    select question, scale, outcome, power, min(x) as low, max(x) as high
    from work.knot
    group by question, scale, outcome, power
),
piece as (
    select summed.pooling, summed.cutoff, summed.experts, about.*, summed.x, case when summed.x = about.high then 1 else summed.share / summed.weight end as share,
        coalesce(lag(summed.x) over up, about.low) as x_from, coalesce(lag(summed.share / summed.weight) over up, 0) as share_from
    from summed
    join about using (question)
    where from_last = 1 and weight > 0
    window up as (partition by summed.pooling, summed.cutoff, summed.question order by summed.x)
)
select pooling || ' ' || as_text(cutoff) as judge, pooling, cutoff, experts, question, level.quantile,
    x_from + (x - x_from) * (level.quantile - share_from) / (share - share_from) as x, outcome, scale, outcome is not null as seed, power
from piece
join (
    select distinct quantile from work.knot where usual
) as level on case when level.quantile = 0 then share_from = 0 else level.quantile > share_from and level.quantile <= share end
order by judge, question, quantile;
