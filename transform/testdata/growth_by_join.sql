-- growth_by_join: one row per figure and comparison with one that lies a quarter or a year before it, by the words of the rule: every earlier
-- figure in the range is looked at; one of the same definition comes first, then the nearest, then by its period.
create or replace table growth_by_join as
with target (comparison, days, least_days, most_days) as (
    values ('quarter', 91.3125e0, 75, 107), ('year', 365.25e0, 330, 400)
),
pair as (
    select target.comparison, later.period as line, earlier.period as from_period,
        row_number() over (
            partition by target.comparison, later.line
            order by case when earlier.definition_id = later.definition_id then 0 else 1 end,
                abs(days_between(earlier.placed_on, later.placed_on) - target.days), earlier.period
        ) as choice
    from series as later
    cross join target
    join series as earlier
        on (earlier.precision = 'year') = (later.precision = 'year')
        and days_between(earlier.placed_on, later.placed_on) between target.least_days and target.most_days
),
ordered as (
    select period as line, lag(period) over days as from_period, placed_on, lag(placed_on) over days as from_on
    from series
    window days as (partition by precision = 'year' order by placed_on, period)
)
select comparison, line, from_period
from pair
where choice = 1
union all
select 'previous', line, from_period
from ordered
where from_on < placed_on;
