-- segment: one row per two neighboring figures of one platform, metric and market under one definition, each the figure of its month
-- (series.of_month). A line between two figures is drawn and interpolated here and nowhere else: a change of definition has no segment.
-- key: platform_id, metric, market, from_month
create or replace view segment as
select series_key.platform_id, series_key.metric, series_key.market, definition.definition_id, definition.unit,
    step.period as from_period, step.next_period as to_period, step.month as from_month, step.next_month as to_month,
    step.value as from_value, step.next_value as to_value, step.gap_months
from work.step as step
join work.series_key as series_key on series_key.series = step.series
join (select distinct definition, definition_id, unit from work.definition_in_force) as definition on definition.definition = step.definition;

comment on column segment.platform_id is 'platform';
comment on column segment.metric is 'metric, a row of the table metric';
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
