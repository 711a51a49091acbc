-- one row per series, curve and month drawn: every month of a short curve, each third or sixth of a longer one, its ends and those of what is projected.
with drawn as (
    select platform_id, metric, market, definition_id, model, count(*) as months, min(month) as first_month, max(month) as last_month,
        max(case when not projected then month end) as last_known
    from curve_point
    where model in ('logistic', 'gompertz')
    group by platform_id, metric, market, definition_id, model
)
select platform_id, coalesce(platform.name, ''), metric, market, definition_id, model, last_day(month), value, lower, upper, projected
from curve_point
join drawn using (platform_id, metric, market, definition_id, model)
left join platform using (platform_id)
where month in (first_month, last_known, last_month)
    or months_apart(first_month, month) % case when months <= 48 then 1 when months <= 120 then 3 else 6 end = 0
order by platform_id, metric, market, definition_id, model, month
