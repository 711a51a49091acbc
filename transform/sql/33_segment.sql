-- segment: one row per two neighboring figures of one platform, metric and market under one definition, each the figure of its month
-- (series.of_month). A line between two figures is drawn and interpolated here and nowhere else: a change of definition has no segment.
-- key: platform_id, metric, market, from_month
create or replace table segment as
with step as (
    select platform_id, metric, market, definition_id, unit, period, month_of(period_end) as month, value,
        lead(period) over following as next_period,
        lead(month_of(period_end)) over following as next_month,
        lead(value) over following as next_value,
        lead(definition_id) over following as next_definition
    from series
    where of_month
    window following as (partition by platform_id, metric, market order by month_of(period_end))
)
select platform_id, metric, market, definition_id, unit, period as from_period, next_period as to_period, month as from_month,
    next_month as to_month, value as from_value, next_value as to_value, months_apart(month, next_month) as gap_months
from step
where next_definition = definition_id
order by platform_id, metric, market, from_month;

comment on column segment.platform_id is 'platform';
comment on column segment.metric is 'mau, wau, dau or registered';
comment on column segment.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column segment.definition_id is 'definition of both figures';
comment on column segment.unit is 'what is counted: people, accounts or devices';
comment on column segment.from_period is 'period of the earlier figure in series';
comment on column segment.to_period is 'period of the later figure in series';
comment on column segment.from_month is 'first day of the month of the earlier figure [date]';
comment on column segment.to_month is 'first day of the month of the later figure [date]';
comment on column segment.from_value is 'earlier figure [see unit]';
comment on column segment.to_value is 'later figure [see unit]';
comment on column segment.gap_months is 'distance of the two months [month]';
