-- one row per series with a fitted curve, the preferred one: the largest estimated ceilings first.
select platform.name, curve.metric, curve.market, curve.model, curve.ceiling_printed, coalesce(curve.ceiling, 0) as ceiling,
    coalesce(curve.ceiling_lower, 0) as ceiling_lower, coalesce(curve.ceiling_upper, 0) as ceiling_upper, curve.level as told_level, curve.n as figures,
    count(*) over () as n, count(*) filter (where curve.ceiling_printed) over () as told,
    count(*) filter (where curve.figures_after_peak > 0 and curve.fall_after_peak > 0.1) over () as fallen,
    count(*) filter (where curve.ceiling_printed) over () / cast(count(*) over () as double) as value
from curve
join platform using (platform_id)
where curve.preferred and curve.status = 'fitted'
order by curve.ceiling_printed desc, curve.ceiling desc, platform.name, curve.metric, curve.market
