-- one row per platform and curve (logistic, gompertz): the fit to its longest series of active users, else of accounts. The ceiling of the preferred
-- curve is the averaged one where the relation ceiling has one; it has an interval where intervals of earlier years have held.
with longest as (
    select platform_id, metric, market, definition_id,
        row_number() over (
            partition by platform_id
            order by metric in (select metric from metric where counts <> 'people'), max(n) desc, metric <> (select metric from shown), metric, market, definition_id
        ) as choice
    from curve
    where model in ('logistic', 'gompertz') and status = 'fitted'
    group by platform_id, metric, market, definition_id
),
peak as (
    select platform_id, metric, market, definition_id, max(value) as value
    from curve_series
    where used = 'fitted'
    group by platform_id, metric, market, definition_id
)
select curve.platform_id, curve.metric, curve.market, curve.definition_id, coalesce(platform.name, ''), curve.model, coalesce(curve.preferred, false),
    curve.response, curve.n, curve.last_on, peak.value, coalesce(curve.figures_after_peak, 0), curve.fall_after_peak,
    case when curve.preferred then coalesce(ceiling.ceiling, curve.ceiling) else curve.ceiling end,
    case when ceiling.interval_holds then ceiling.lower end, case when ceiling.interval_holds then ceiling.upper end,
    coalesce(curve.ceiling_printed, false) and ceiling.ceiling is not null, curve.share_of_ceiling, curve.doubling_years, curve.level
from curve
left join ceiling
    on ceiling.platform_id = curve.platform_id and ceiling.metric = curve.metric and ceiling.market = curve.market
    and ceiling.definition_id = curve.definition_id
join longest
    on longest.platform_id = curve.platform_id and longest.metric = curve.metric and longest.market = curve.market
    and longest.definition_id = curve.definition_id and longest.choice = 1
join peak
    on peak.platform_id = curve.platform_id and peak.metric = curve.metric and peak.market = curve.market
    and peak.definition_id = curve.definition_id
left join platform on platform.platform_id = curve.platform_id
where curve.model in ('logistic', 'gompertz') and curve.status = 'fitted'
order by curve.platform_id, curve.model desc
