-- one row per series with a growth curve: the better of the logistic and the Gompertz curve by AICc.
select platform.name as platform, curve.metric, curve.market, curve.model, curve.n, curve.last_on,
    coalesce(curve.ceiling_printed, false) and ceiling.ceiling is not null as ceiling_printed, ceiling.ceiling, ceiling.lower as ceiling_lower,
    ceiling.upper as ceiling_upper, curve.share_of_ceiling, curve.doubling_years, curve.fall_after_peak
from curve
join platform using (platform_id)
left join ceiling
    on ceiling.platform_id = curve.platform_id and ceiling.metric = curve.metric and ceiling.market = curve.market
    and ceiling.definition_id = curve.definition_id
where curve.preferred
order by platform.name, curve.metric, curve.market, curve.definition_id
