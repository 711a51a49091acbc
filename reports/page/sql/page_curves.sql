-- one row per series with a growth curve: the better of the logistic and the Gompertz curve by AICc.
select platform.name as platform, curve.metric, curve.market, curve.model, curve.n, curve.last_on, curve.ceiling_printed, curve.ceiling,
    curve.ceiling_lower, curve.ceiling_upper, curve.share_of_ceiling, curve.doubling_years, curve.fall_after_peak
from curve
join platform using (platform_id)
where curve.preferred
order by platform.name, curve.metric, curve.market, curve.definition_id
