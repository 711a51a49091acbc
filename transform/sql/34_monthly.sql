-- monthly: one row per platform, metric, market and month from the first to the last figure under one definition. Between two
-- figures the logarithm is linear in time. Figures known only to the year have no month and are left out, and so are bounds that
-- carry nothing (series.carries).
-- key: platform_id, metric, market, month
create or replace table monthly as
with in_month as (
    select platform_id, metric, market, definition_id, month_of(period_end) as month, value, qualifier, unit,
        row_number() over (
            partition by platform_id, metric, market, month_of(period_end)
            order by case qualifier when 'exact' then 1 when 'approx' then 2 else 3 end, period_end desc, period_start desc, period
        ) as choice
    from series
    where precision <> 'year' and carries
),
step as (
    select platform_id, metric, market, definition_id, unit, month, value, qualifier,
        lead(month) over following as next_month,
        lead(value) over following as next_value,
        lead(definition_id) over following as next_definition
    from in_month
    where choice = 1
    window following as (partition by platform_id, metric, market order by month)
)
select step.platform_id, step.metric, step.market, calendar.month,
    case when calendar.month = step.month then cast(step.value as double)
        else exp(ln(step.value) + (ln(step.next_value) - ln(step.value))
            * months_between(step.month, calendar.month) / months_between(step.month, step.next_month))
    end as value,
    case when calendar.month = step.month then 'reported' else 'interpolated' end as kind,
    case when calendar.month = step.month then step.qualifier end as qualifier,
    step.unit, step.definition_id,
    case when calendar.month = step.month then 0 else months_between(step.month, step.next_month) end as gap_months
from step
join calendar() as calendar
    on calendar.month = step.month
    or (calendar.month > step.month and calendar.month < step.next_month and step.next_definition = step.definition_id)
order by step.platform_id, step.metric, step.market, calendar.month, step.definition_id;

comment on column monthly.platform_id is 'messenger';
comment on column monthly.metric is 'mau, wau, dau or registered';
comment on column monthly.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column monthly.month is 'first day of the month [date]';
comment on column monthly.value is 'figure reported for the month, or log-linear between two that are [see unit]';
comment on column monthly.kind is 'reported or interpolated';
comment on column monthly.qualifier is 'of a reported figure: exact, approx, at_least or at_most';
comment on column monthly.unit is 'what is counted: people, accounts or devices';
comment on column monthly.definition_id is 'definition in force';
comment on column monthly.gap_months is 'of an interpolated month: distance of the two figures it lies between; else 0 [month]';
