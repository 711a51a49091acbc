-- coverage: one row per series (and one for all together), model or chosen, horizon (0: all together) and level of an interval: how many
-- figures lie in it. lower and upper are the interval of the coverage where figures of a cluster are alike: that of Clopper and Pearson
-- for the number of independent figures that would have the same variance,
--   p(1-p)/V (t[n-1]/t[g-1])², V = g/(g-1) sum (inside - p n[j])²/n²,
-- g being the number of clusters; but not more than n, and not more than g where all or none lie inside; null with a single cluster.
-- Source: Korn and Graubard (1998), "Confidence intervals for proportions with small expected number of positive counts".
-- The interval score is that of Gneiting and Raftery (2007), "Strictly proper scoring rules", section 6.2, in units of scale.
-- key: series, model, horizon, percent
create or replace table work.coverage as
with tried as (
    select series, model, horizon, cluster, scale, actual, 80 as percent, lower_80 as lower, upper_80 as upper
    from work.judged_forecast
    where scale > 0 and lower_80 is not null
    union all
    select series, model, horizon, cluster, scale, actual, 95, lower_95, upper_95
    from work.judged_forecast
    where scale > 0 and lower_95 is not null
),
tally as (
    select series, model, horizon, percent, cluster, count(*) as n,
        sum(case when actual < lower then 1e0 else 0e0 end) as below, sum(case when actual > upper then 1e0 else 0e0 end) as above,
        sum(case when actual between lower and upper then 1e0 else 0e0 end) as inside,
        count(*) * exact_mean((upper - lower + 2 / (1 - percent / 100e0) * greatest(lower - actual, actual - upper, 0)) / scale) as score
    from tried
    group by series, model, horizon, percent, cluster
),
total as (
    select series, model, horizon, percent, cast(sum(n) as bigint) as n, count(*) as clusters,
        sum(inside) as inside, sum(inside) / sum(n) as p, sum(below) / sum(n) as below, sum(above) / sum(n) as above,
        exact_mean(inside / n) as by_series, count(*) * exact_mean(score) / sum(n) as score
    from tally
    group by series, model, horizon, percent
),
spread as (
    select total.*, clusters / (clusters - 1e0) * clusters * variance / n / n as variance
    from (
        select series, model, horizon, percent,
            exact_mean((tally.inside - p * tally.n) * (tally.inside - p * tally.n)) as variance
        from tally
        join total using (series, model, horizon, percent)
        group by series, model, horizon, percent
    ) as square
    join total using (series, model, horizon, percent)
    where clusters > 1
),
sized as (
    select spread.*, setting.level,
        case when inside in (0, n) then least(clusters, n)
            when variance > 0 then least(n, p * (1 - p) / variance
                * pow(t_bound(setting.level, n - 1) / t_bound(setting.level, clusters - 1), 2))
            else n
        end as size
    from spread
    cross join setting
)
select total.*, clopper_lower(p * size, size, level) as lower, clopper_upper(p * size, size, level) as upper
from total
left join (
    select series, model, horizon, percent, level, size from sized
) as own using (series, model, horizon, percent);
