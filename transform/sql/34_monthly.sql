-- monthly: one row per platform, metric, market and month from the first to the last figure under one definition. Between two
-- figures the logarithm is linear in time. The figures are those of series.of_month, the months between them those within a segment.
-- key: platform_id, metric, market, month
create or replace view monthly as
select series_key.platform_id, series_key.metric, series_key.market, month.month, month.value, month.kind, month.qualifier,
    definition.unit, definition.definition_id, month.gap_months
from work.month as month
join work.series_key as series_key on series_key.series = month.series
join (select distinct definition, definition_id, unit from work.definition_in_force) as definition on definition.definition = month.definition;

comment on column monthly.platform_id is 'platform';
comment on column monthly.metric is 'metric, a row of the table metric';
comment on column monthly.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column monthly.month is 'first day of the month [date]';
comment on column monthly.value is 'figure reported for the month, or log-linear between two that are [see unit]';
comment on column monthly.kind is 'reported or interpolated';
comment on column monthly.qualifier is 'of a reported figure: exact, approx, at_least or at_most';
comment on column monthly.unit is 'what is counted: people, accounts or devices';
comment on column monthly.definition_id is 'definition in force';
comment on column monthly.gap_months is 'of an interpolated month: distance of the two figures it lies between; else 0 [month]';
