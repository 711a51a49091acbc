-- month: one row per series and month, as monthly says, in numbers.
-- key: series, month
create or replace table work.month as
select series, definition, month_of(period_end) as month, cast(value as double) as value, 'reported' as kind, qualifier, 0 as gap_months
from work.point
where of_month
union all
select step.series, step.definition, calendar.month,
    exp(ln(step.value) + (ln(step.next_value) - ln(step.value)) * months_apart(step.month, calendar.month) / step.gap_months),
    'interpolated', null, step.gap_months
from work.step as step
join calendar() as calendar on calendar.month > step.month and calendar.month < step.next_month
where step.gap_months > 1;
