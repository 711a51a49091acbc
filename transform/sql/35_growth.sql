-- growth: one row per figure and comparison with an earlier one of the same platform, metric and market: previous (the figure
-- before), quarter (the one nearest to 91 days before, 75 to 107) and year (nearest to 365 days before, 330 to 400). Figures known
-- only to the year are compared with each other alone, and bounds that carry nothing (series.carries) with none. Nothing is computed across a change of definition.
-- key: platform_id, metric, market, comparison, to_period
create or replace table growth as
with point as (
    select *, precision = 'year' as yearly, days_between(date '1970-01-01', placed_on) as day,
        row_number() over (partition by platform_id, metric, market, precision = 'year', placed_on order by period) as day_choice,
        row_number() over (
            partition by platform_id, metric, market, precision = 'year', definition_id, placed_on order by period
        ) as definition_choice
    from series
    where carries
),
-- For every figure the nearest days with an earlier one, on the two sides of the day looked for: among the figures of its definition (same)
-- and among all (any). As that day is no whole number, no two days are equally far from it.
around as (
    select *,
        last_value(day) over quarter_before_same as quarter_before_same,
        last_value(day) over quarter_before_any as quarter_before_any,
        first_value(day) over quarter_after_same as quarter_after_same,
        first_value(day) over quarter_after_any as quarter_after_any,
        last_value(day) over year_before_same as year_before_same,
        last_value(day) over year_before_any as year_before_any,
        first_value(day) over year_after_same as year_after_same,
        first_value(day) over year_after_any as year_after_any
    from point
    window
        quarter_before_same as (partition by platform_id, metric, market, yearly, definition_id order by day range between 107 preceding and 92 preceding),
        quarter_before_any as (partition by platform_id, metric, market, yearly order by day range between 107 preceding and 92 preceding),
        quarter_after_same as (partition by platform_id, metric, market, yearly, definition_id order by day range between 91 preceding and 75 preceding),
        quarter_after_any as (partition by platform_id, metric, market, yearly order by day range between 91 preceding and 75 preceding),
        year_before_same as (partition by platform_id, metric, market, yearly, definition_id order by day range between 400 preceding and 366 preceding),
        year_before_any as (partition by platform_id, metric, market, yearly order by day range between 400 preceding and 366 preceding),
        year_after_same as (partition by platform_id, metric, market, yearly, definition_id order by day range between 365 preceding and 330 preceding),
        year_after_any as (partition by platform_id, metric, market, yearly order by day range between 365 preceding and 330 preceding)
),
near as (
    select line, platform_id, metric, market, yearly, definition_id, 'quarter' as comparison, day - 91.3125e0 as wanted,
        quarter_before_same as before_same, quarter_after_same as after_same, quarter_before_any as before_any, quarter_after_any as after_any
    from around
    union all
    select line, platform_id, metric, market, yearly, definition_id, 'year', day - 365.25e0,
        year_before_same, year_after_same, year_before_any, year_after_any
    from around
),
nearest as (
    select *, before_same is not null or after_same is not null as same_definition,
        case
            when wanted - before_same < after_same - wanted then before_same
            when before_same is not null or after_same is not null then coalesce(after_same, before_same)
            when wanted - before_any < after_any - wanted then before_any
            else coalesce(after_any, before_any)
        end as nearest_day
    from near
),
pair as (
    select 'previous' as comparison, line as later_line,
        lag(line) over (partition by platform_id, metric, market, yearly order by placed_on, period) as earlier_line
    from point
    union all
    select nearest.comparison, nearest.line, earlier.line
    from nearest
    join point as earlier
        on earlier.platform_id = nearest.platform_id and earlier.metric = nearest.metric and earlier.market = nearest.market
        and earlier.yearly = nearest.yearly and earlier.day = nearest.nearest_day
        and case when nearest.same_definition then earlier.definition_id = nearest.definition_id and earlier.definition_choice = 1
            else earlier.day_choice = 1 end
),
compared as (
    select later.platform_id, later.metric, later.market, pair.comparison,
        earlier.period as from_period, later.period as to_period, earlier.placed_on as from_on, later.placed_on as to_on,
        days_between(earlier.placed_on, later.placed_on) as days, earlier.value as from_value, later.value as to_value,
        earlier.value_lower as from_lower, earlier.value_upper as from_upper, later.value_lower as to_lower,
        later.value_upper as to_upper, earlier.claims + later.claims as n,
        case
            when earlier.definition_id <> later.definition_id then 'definition_break'
            when earlier.qualifier in ('at_least', 'at_most') or later.qualifier in ('at_least', 'at_most') then 'bound'
            else 'computed'
        end as status
    from pair
    join point as later on later.line = pair.later_line
    join point as earlier on earlier.line = pair.earlier_line
    where days_between(earlier.placed_on, later.placed_on) > 0
)
select platform_id, metric, market, comparison, from_period, to_period, from_on, to_on, days, from_value, to_value,
    case when status <> 'definition_break' then cast(to_value as double) / from_value - 1 end as growth,
    case when status <> 'definition_break' then to_lower / from_upper - 1 end as growth_lower,
    case when status <> 'definition_break' and from_lower > 0 then to_upper / from_lower - 1 end as growth_upper,
    case when status <> 'definition_break' then pow(cast(to_value as double) / from_value, 365.25 / days) - 1 end as annual_rate,
    case when status <> 'definition_break' and to_value > from_value then days * ln(2) / ln(cast(to_value as double) / from_value)
    end as doubling_days,
    case when status <> 'definition_break' then cast(to_value - from_value as double) / days end as users_per_day,
    status, n
from compared
order by platform_id, metric, market, comparison, to_on, to_period;

comment on column growth.platform_id is 'platform';
comment on column growth.metric is 'mau, wau, dau or registered';
comment on column growth.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column growth.comparison is 'previous, quarter or year';
comment on column growth.from_period is 'period of the earlier figure';
comment on column growth.to_period is 'period of the later figure';
comment on column growth.from_on is 'day at which the earlier figure is placed [date]';
comment on column growth.to_on is 'day at which the later figure is placed [date]';
comment on column growth.days is 'true distance of the two figures [day]';
comment on column growth.from_value is 'earlier figure [see definition]';
comment on column growth.to_value is 'later figure [see definition]';
comment on column growth.growth is 'later over earlier, minus 1; null across a change of definition [ratio]';
comment on column growth.growth_lower is 'lowest growth that the two printed figures allow; null: not bounded [ratio]';
comment on column growth.growth_upper is 'highest growth that the two printed figures allow; null: not bounded [ratio]';
comment on column growth.annual_rate is 'compound rate per 365.25 days [ratio per year]';
comment on column growth.doubling_days is 'time in which the figure doubles at that rate; null when it does not grow [day]';
comment on column growth.users_per_day is 'users added per day between the two figures [users per day]';
comment on column growth.status is 'computed; bound: one side is a lower or upper bound; definition_break: not comparable';
comment on column growth.n is 'claims behind the two figures [claims]';
