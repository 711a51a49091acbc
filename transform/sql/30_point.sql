-- point: one row per series and period: the claim that is chosen, as series has it, in the numbers of series_key and figure.
-- reached_before, month and carries are as series says.
-- key: series, period
create or replace table work.point as
with claims as (
    select slot, min(series) as series, min_by(line, weight) as line, count(*) as claims, min(value) as lowest_claim,
        max(value) as highest_claim
    from work.figure
    where not doubtful
    group by slot
),
-- sources by their number, with the bias to take out
numbered as (
    select source.source_id, source.source, source_bias.bias, source_bias.holds_from, source_bias.holds_to
    from (select source_id, row_number() over (order by source_id) as source from source) as source
    cross join setting
    left join source_bias
        on source_bias.source_id = source.source_id and source_bias.established and setting.resolve = 'corrected'
),
stated as (
    select claims.*, numbered.source, observation.period, observation.period_start, observation.period_end, observation.qualifier,
        definition.definition, observation.value as claimed, period_precision(observation.period) = 'year' as yearly,
        -- periods that end on one day, in the order of their texts
        case period_precision(observation.period) when 'year' then 0 when 'month' then 1 when 'day' then 2 else 3 end as turn,
        case period_precision(observation.period) when 'year' then middle_day(observation.period_start, observation.period_end)
            else observation.period_end end as placed_on,
        case when observation.period_end between numbered.holds_from and numbered.holds_to then numbered.bias end as bias
    from claims
    join raw.observation as observation on observation.line = claims.line
    join numbered on numbered.source_id = observation.source_id
    join work.definition_in_force as definition
        on definition.platform_id = observation.platform_id and definition.metric = observation.metric
        and definition.period_end = observation.period_end
),
chosen as (
    select *, cast(round(claimed / exp(coalesce(bias, 0))) as bigint) as value
    from stated
),
placed as (
    select line, series, definition, qualifier, value,
        -- the day, on which a lower bound comes after other figures, and then turn
        days_between(date '1900-01-01', placed_on) * 10 + case qualifier when 'at_least' then 4 else 0 end + turn as place
    from chosen
),
preceded as (
    select line, qualifier, value,
        max(case when qualifier <> 'at_most' then value end) over (
            partition by series, definition order by place rows between unbounded preceding and 1 preceding
        ) as reached_before
    from placed
),
idle as (
    select line
    from preceded
    where qualifier = 'at_most' or qualifier = 'at_least' and value < reached_before
),
-- the most exact of a month, then the latest, then the shortest
of_month as (
    select min_by(chosen.line, case chosen.qualifier when 'exact' then 1 when 'approx' then 2 else 3 end * 1000000000000
        - days_between(date '1900-01-01', chosen.period_end) * 1000 + days_between(chosen.period_start, chosen.period_end)) as line
    from chosen
    left join idle on idle.line = chosen.line
    where not chosen.yearly and idle.line is null
    group by chosen.series, month_of(chosen.period_end)
)
select chosen.line, slot, series, definition, source, period, period_start, period_end, yearly, turn, placed_on, value,
    case qualifier when 'at_most' then null when 'at_least' then cast(claimed as double)
        else claimed - left_open(claimed, qualifier) end / exp(coalesce(bias, 0)) as value_lower,
    case qualifier when 'at_least' then null when 'at_most' then cast(claimed as double)
        else claimed + left_open(claimed, qualifier) end / exp(coalesce(bias, 0)) as value_upper,
    qualifier, bias, claims, lowest_claim, highest_claim, idle.line is null as carries, of_month.line is not null as of_month
from chosen
left join idle on idle.line = chosen.line
left join of_month on of_month.line = chosen.line;
