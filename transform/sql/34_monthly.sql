-- monthly: one row per platform, metric, market and month from the first to the last figure under one definition. Between two
-- figures the logarithm is linear in time. The figures are those of series.of_month, the months between them those within a segment.
-- key: platform_id, metric, market, month
create or replace table monthly as
select platform_id, metric, market, month_of(period_end) as month, cast(value as double) as value, 'reported' as kind, qualifier, unit,
    definition_id, 0 as gap_months
from series
where of_month
union all
select segment.platform_id, segment.metric, segment.market, calendar.month,
    exp(ln(segment.from_value) + (ln(segment.to_value) - ln(segment.from_value))
        * months_apart(segment.from_month, calendar.month) / segment.gap_months),
    'interpolated', null, segment.unit, segment.definition_id, segment.gap_months
from segment
join calendar() as calendar on calendar.month > segment.from_month and calendar.month < segment.to_month
where segment.gap_months > 1
order by platform_id, metric, market, month, definition_id;

comment on column monthly.platform_id is 'platform';
comment on column monthly.metric is 'mau, wau, dau or registered';
comment on column monthly.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column monthly.month is 'first day of the month [date]';
comment on column monthly.value is 'figure reported for the month, or log-linear between two that are [see unit]';
comment on column monthly.kind is 'reported or interpolated';
comment on column monthly.qualifier is 'of a reported figure: exact, approx, at_least or at_most';
comment on column monthly.unit is 'what is counted: people, accounts or devices';
comment on column monthly.definition_id is 'definition in force';
comment on column monthly.gap_months is 'of an interpolated month: distance of the two figures it lies between; else 0 [month]';
