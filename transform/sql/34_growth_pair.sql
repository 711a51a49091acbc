-- growth_pair: one row per figure and comparison with an earlier one, as growth says, by the lines of the two. comparison is 0 with the
-- figure before, 1 with that of a quarter before, 2 with that of a year before.
-- key: comparison, later_line
create or replace table work.growth_pair as
with dated as (
    select line, series, definition, yearly, turn, days_between(date '1970-01-01', placed_on) as day
    from work.point
    where carries
),
-- For every figure the one before, and the nearest days with an earlier one, on the two sides of the day looked for. As that day is no
-- whole number, no two days are equally far from it.
point as (
    select dated.*, lag(line) over following as previous_line,
        coalesce(lag(day) over following <> day, true) as first_of_day,
        last_value(day) over quarter_before as quarter_before, first_value(day) over quarter_after as quarter_after,
        last_value(day) over year_before as year_before, first_value(day) over year_after as year_after
    from dated
    window
        following as (partition by series, yearly order by day, turn),
        quarter_before as (partition by series, yearly order by day range between 107 preceding and 92 preceding),
        quarter_after as (partition by series, yearly order by day range between 91 preceding and 75 preceding),
        year_before as (partition by series, yearly order by day range between 400 preceding and 366 preceding),
        year_after as (partition by series, yearly order by day range between 365 preceding and 330 preceding)
),
-- The same among the figures of its definition, where the series has several.
mixed as (
    select series, yearly
    from point
    group by series, yearly
    having min(definition) <> max(definition)
),
same_point as (
    select line, series, definition, yearly, day, row_number() over (partition by series, yearly, definition, day order by turn) as day_choice
    from point
    join mixed using (series, yearly)
),
same_near as (
    select line, series, definition, yearly, day,
        last_value(day) over quarter_before as quarter_before, first_value(day) over quarter_after as quarter_after,
        last_value(day) over year_before as year_before, first_value(day) over year_after as year_after
    from same_point
    window
        quarter_before as (partition by series, yearly, definition order by day range between 107 preceding and 92 preceding),
        quarter_after as (partition by series, yearly, definition order by day range between 91 preceding and 75 preceding),
        year_before as (partition by series, yearly, definition order by day range between 400 preceding and 366 preceding),
        year_after as (partition by series, yearly, definition order by day range between 365 preceding and 330 preceding)
),
near as (
    select 1 as comparison, line, series, definition, yearly, false as same_definition, day - 91.3125e0 as wanted,
        quarter_before as day_before, quarter_after as day_after
    from point
    union all
    select 2, line, series, definition, yearly, false, day - 365.25e0, year_before, year_after
    from point
    union all
    select 1, line, series, definition, yearly, true, day - 91.3125e0, quarter_before, quarter_after
    from same_near
    union all
    select 2, line, series, definition, yearly, true, day - 365.25e0, year_before, year_after
    from same_near
),
nearest as (
    select comparison, line, series, definition, yearly, same_definition,
        case when wanted - day_before < day_after - wanted then day_before else coalesce(day_after, day_before) end as day
    from near
    where day_before is not null or day_after is not null
),
same_pair as (
    select nearest.comparison, nearest.line as later_line, earlier.line as earlier_line
    from nearest
    join same_point as earlier
        on earlier.series = nearest.series and earlier.yearly = nearest.yearly and earlier.definition = nearest.definition
        and earlier.day = nearest.day
    where nearest.same_definition and earlier.day_choice = 1
),
any_pair as (
    select nearest.comparison, nearest.line as later_line, earlier.line as earlier_line
    from nearest
    join point as earlier on earlier.series = nearest.series and earlier.yearly = nearest.yearly and earlier.day = nearest.day
    left join same_pair on same_pair.comparison = nearest.comparison and same_pair.later_line = nearest.line
    where not nearest.same_definition and earlier.first_of_day and same_pair.later_line is null
)
select 0 as comparison, line as later_line, previous_line as earlier_line
from point
where previous_line is not null
union all
select comparison, later_line, earlier_line
from any_pair
union all
select comparison, later_line, earlier_line
from same_pair;
