-- step: one row per figure of a month that is followed by another of the same series and definition, as segment says, in numbers.
-- key: series, month
create or replace table work.step as
with following as (
    select series, definition, period, month_of(period_end) as month, value,
        lead(period) over later as next_period,
        lead(month_of(period_end)) over later as next_month,
        lead(value) over later as next_value,
        lead(definition) over later as next_definition
    from work.point
    where of_month
    window later as (partition by series order by month_of(period_end))
)
select series, definition, period, next_period, month, next_month, value, next_value, months_apart(month, next_month) as gap_months
from following
where next_definition = definition;
