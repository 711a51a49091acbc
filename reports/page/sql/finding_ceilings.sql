-- one row per series with a fitted curve, the preferred one: the largest ceilings that can be told first.
select platform.name, curve.metric, curve.market, curve.model, curve.ceiling_printed, coalesce(curve.ceiling, 0) as ceiling,
    coalesce(curve.ceiling_lower, 0) as ceiling_lower, coalesce(curve.ceiling_upper, 0) as ceiling_upper, curve.level, curve.n,
    curve.figures_after_peak, coalesce(curve.fall_after_peak, 0) as fall_after_peak
from curve
join platform using (platform_id)
where curve.preferred and curve.status = 'fitted'
order by curve.ceiling_printed desc, curve.ceiling desc, platform.name, curve.metric, curve.market
