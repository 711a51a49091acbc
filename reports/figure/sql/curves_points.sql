-- one row per series, curve and month drawn: every month of a short curve, each third or sixth of a longer one, its ends and those of what is projected.
with placed as (
    select *,
        count(*) over one_curve as months,
        row_number() over (one_curve order by month) as place,
        lead(projected) over (one_curve order by month) as then_projected
    from curve_point
    where model in ('logistic', 'gompertz')
    window one_curve as (partition by platform_id, metric, market, definition_id, model)
)
select platform_id, coalesce(platform.name, ''), metric, market, definition_id, model, last_day(month), value, lower, upper, projected
from placed
left join platform using (platform_id)
where then_projected is null or then_projected <> projected or place = 1
    or (place - 1) % case when months <= 48 then 1 when months <= 120 then 3 else 6 end = 0
order by platform_id, metric, market, definition_id, model, month
