-- month: one row per series and month, as monthly says, in numbers.
-- key: series, month
create or replace table work.month as
with gap as (
    select series, definition, month, ln(value) as log_value, ln(next_value) - ln(value) as rise, gap_months
    from work.step
    where gap_months > 1
),
-- the months within a gap, by its length
within as (
    select length.gap_months, months_apart(date '1990-01-01', calendar.month) as nth
    from (select distinct gap_months from gap) as length
    join calendar() as calendar
        on months_apart(date '1990-01-01', calendar.month) > 0 and months_apart(date '1990-01-01', calendar.month) < length.gap_months
)
select series, definition, month_of(period_end) as month, cast(value as double) as value, 'reported' as kind, qualifier, 0 as gap_months
from work.point
where of_month
union all
select gap.series, gap.definition, months_after(gap.month, within.nth), exp(gap.log_value + gap.rise * within.nth / gap.gap_months),
    'interpolated', null, gap.gap_months
from gap
join within on within.gap_months = gap.gap_months;
