-- point: one row per series and period: the claim that is chosen, as series has it, in the numbers of series_key and figure.
-- reached_before, month and carries are as series says.
-- key: series, period
create or replace table work.point as
with claims as (
    select slot, count(*) as claims, min(value) as lowest_claim, max(value) as highest_claim
    from work.figure
    where not doubtful
    group by slot
),
corrected as (
    select source.source, source_bias.bias, source_bias.holds_from, source_bias.holds_to
    from (select source_id, row_number() over (order by source_id) as source from source) as source
    join source_bias on source_bias.source_id = source.source_id and source_bias.established
    join setting on setting.resolve = 'corrected'
),
resolved as (
    select figure.line, figure.series, figure.period, figure.period_start, figure.period_end, figure.qualifier, figure.definition,
        figure.source, period_precision(figure.period) = 'year' as yearly,
        -- periods that end on one day, in the order of their texts
        case period_precision(figure.period) when 'year' then 0 when 'month' then 1 when 'day' then 2 else 3 end as turn,
        case when period_precision(figure.period) = 'year' then middle_day(figure.period_start, figure.period_end)
            else figure.period_end end as placed_on,
        cast(round(figure.value / exp(coalesce(corrected.bias, 0))) as bigint) as value,
        case figure.qualifier when 'at_most' then null when 'at_least' then cast(figure.value as double)
            else figure.value - left_open(figure.value, figure.qualifier) end / exp(coalesce(corrected.bias, 0)) as value_lower,
        case figure.qualifier when 'at_least' then null when 'at_most' then cast(figure.value as double)
            else figure.value + left_open(figure.value, figure.qualifier) end / exp(coalesce(corrected.bias, 0)) as value_upper,
        corrected.bias, claims.claims, claims.lowest_claim, claims.highest_claim
    from work.figure as figure
    join claims on claims.slot = figure.slot
    left join corrected
        on corrected.source = figure.source and figure.period_end between corrected.holds_from and corrected.holds_to
    where figure.place = 1 and not figure.doubtful
),
placed as (
    select *,
        max(case when qualifier <> 'at_most' then value end) over (
            partition by series, definition
            order by placed_on, case qualifier when 'at_least' then 1 else 0 end, turn
            rows between unbounded preceding and 1 preceding
        ) as reached_before
    from resolved
),
carrying as (
    select *,
        case qualifier when 'at_most' then false when 'at_least' then value >= coalesce(reached_before, 0) else true end as carries
    from placed
),
ranked as (
    select *,
        row_number() over (
            partition by series, month_of(period_end), not yearly and carries
            order by case qualifier when 'exact' then 1 when 'approx' then 2 else 3 end, period_end desc, period_start desc
        ) as month_choice
    from carrying
)
select line, series, definition, source, period, period_start, period_end, yearly, turn, placed_on, value, value_lower, value_upper, qualifier,
    bias, claims, lowest_claim, highest_claim, carries, not yearly and carries and month_choice = 1 as of_month
from ranked;
