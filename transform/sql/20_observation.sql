-- observation: one row per figure as one source states it.
-- value_lower and value_upper are what the printed figure leaves open: a whole unit of the last digit (rounded or cut), but at most
-- 5 %, for an approximate one; half of that for an exact one; no end on the open side of a bound.
-- A figure with a doubt is kept here and in conflict, and is never chosen.
-- key: platform_id, metric, market, period, value, qualifier, source_id
create or replace view observation as
select observation.platform_id, observation.metric, observation.market, observation.period, observation.period_start,
    observation.period_end, period_precision(observation.period) as precision, observation.value,
    case observation.qualifier
        when 'at_most' then null
        when 'at_least' then cast(observation.value as double)
        else observation.value - left_open(observation.value, observation.qualifier)
    end as value_lower,
    case observation.qualifier
        when 'at_least' then null
        when 'at_most' then cast(observation.value as double)
        else observation.value + left_open(observation.value, observation.qualifier)
    end as value_upper,
    observation.qualifier, definition.unit, definition.definition_id, source.published_on_end as known_on,
    source.rank as source_rank, observation.source_id, observation.quote, observation.doubt, observation.line
from raw.observation as observation
join source on source.source_id = observation.source_id
join work.definition_in_force as definition
    on definition.platform_id = observation.platform_id and definition.metric = observation.metric
    and definition.period_end = observation.period_end;

comment on column observation.precision is 'what the period is known to: day, month, quarter or year';
comment on column observation.value_lower is 'lowest value that the printed figure allows; null for at_most [see unit]';
comment on column observation.value_upper is 'highest value that the printed figure allows; null for at_least [see unit]';
comment on column observation.unit is 'what is counted: people, accounts or devices, from the definition';
comment on column observation.definition_id is 'definition in force for the platform, metric and period';
comment on column observation.known_on is 'last day on which the source can have been published; null: not known [date]';
comment on column observation.source_rank is 'rank of the kind of source: 1 is believed first';
