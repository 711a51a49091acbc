-- growth: one row per figure and comparison with an earlier one of the same platform, metric and market: previous (the figure
-- before), quarter (the one nearest to 91 days before, 75 to 107) and year (nearest to 365 days before, 330 to 400). Figures known
-- only to the year are compared with each other alone, and bounds that carry nothing (series.carries) with none. Nothing is computed across a change of definition.
-- key: platform_id, metric, market, comparison, to_period
create or replace view growth as
with compared as (
    select series_key.platform_id, series_key.metric, series_key.market,
        case pair.comparison when 0 then 'previous' when 1 then 'quarter' else 'year' end as comparison,
        earlier.period as from_period, later.period as to_period, earlier.placed_on as from_on, later.placed_on as to_on,
        days_between(earlier.placed_on, later.placed_on) as days, earlier.value as from_value, later.value as to_value,
        earlier.value_lower as from_lower, earlier.value_upper as from_upper, later.value_lower as to_lower,
        later.value_upper as to_upper, earlier.claims + later.claims as n,
        case
            when earlier.definition <> later.definition then 'definition_break'
            when earlier.qualifier in ('at_least', 'at_most') or later.qualifier in ('at_least', 'at_most') then 'bound'
            else 'computed'
        end as status
    from work.growth_pair as pair
    join work.point as later on later.line = pair.later_line
    join work.point as earlier on earlier.line = pair.earlier_line
    join work.series_key as series_key on series_key.series = later.series
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
from compared;

comment on column growth.platform_id is 'platform';
comment on column growth.metric is 'metric, a row of the table metric';
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
