-- one row per series with a growth curve: the better of the logistic and the Gompertz curve by AICc.
select platform.name as platform, curve.metric, curve.market, curve.model, curve.n as "figures#", cast(curve.last_on as varchar) as last_fitted,
    case when curve.ceiling_printed then format('{:,.1f}', curve.ceiling / 1e6) else '–' end as "ceiling,_million#",
    case when curve.ceiling_lower is null then '–'
        when curve.ceiling_upper is null then format('from {:,.1f}, no upper bound', curve.ceiling_lower / 1e6)
        else format('{:,.1f} to {:,.1f}', curve.ceiling_lower / 1e6, curve.ceiling_upper / 1e6) end as "its_interval,_million#",
    case when curve.ceiling_printed then printf('%.0f%%', 100 * curve.share_of_ceiling) else '–' end as "share_reached#",
    case when curve.doubling_years is null then '–' else printf('%.1f', curve.doubling_years) end as "years_to_double#",
    case when curve.fall_after_peak is null then '' else printf('%.0f%%', 100 * curve.fall_after_peak) end as "fall_since_the_peak#"
from curve
join platform using (platform_id)
where curve.preferred
order by platform.name, curve.metric, curve.market, curve.definition_id
