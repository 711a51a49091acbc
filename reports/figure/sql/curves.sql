-- one row per platform and curve (logistic, gompertz), the preferred one first: the fit to its longest series of active users, else of
-- accounts. told: the figures bound the ceiling, and are not well past it. The ceiling of the preferred curve is the averaged one where the relation ceiling has one; it has an interval where intervals of earlier years have held.
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
),
fitted as (
    select curve.*, platform.name, peak.value as peak, ceiling.interval_holds, ceiling.lower as held_lower, ceiling.upper as held_upper,
        case when curve.preferred then coalesce(ceiling.ceiling, curve.ceiling) else curve.ceiling end as drawn_ceiling,
        coalesce(curve.ceiling_printed, false) and ceiling.ceiling is not null as printed
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
    where curve.model in ('logistic', 'gompertz') and curve.status = 'fitted' and peak.value > 0
)
select platform_id, coalesce(name, ''), metric, market, definition_id, model, coalesce(preferred, false), n, last_on, peak,
    coalesce(figures_after_peak, 0), fall_after_peak, drawn_ceiling, case when interval_holds then held_lower end,
    case when interval_holds then held_upper end, level,
    coalesce(printed and drawn_ceiling >= 0.9 * peak, false) as told, doubling_years
from fitted
order by platform_id, coalesce(preferred, false) desc, model desc
