-- observation: one row per figure as one source states it.
-- value_lower and value_upper are what the printed figure leaves open: a whole unit of the last digit (rounded or cut), but at most
-- 5 %, for an approximate one; half of that for an exact one; no end on the open side of a bound.
-- A figure with a doubt is kept here and in conflict, and is never chosen.
-- key: platform_id, metric, market, period, value, qualifier, source_id
create or replace table observation as
with defined as (
    select observation.line, definition.definition_id, definition.unit,
        row_number() over (
            partition by observation.line
            order by case when definition.platform_id is null then 1 else 0 end, definition.definition_id
        ) as choice
    from raw.observation as observation
    join definition
        on definition.metric = observation.metric
        and (definition.platform_id is null or definition.platform_id = observation.platform_id)
        and (definition.valid_from_start is null or observation.period_end >= definition.valid_from_start)
        and (definition.valid_to_end is null or observation.period_end <= definition.valid_to_end)
)
select observation.platform_id, observation.metric, observation.market, observation.period, observation.period_start,
    observation.period_end, period_precision(observation.period) as precision, observation.value,
    case observation.qualifier
        when 'at_most' then null
        when 'at_least' then cast(observation.value as double)
        when 'exact' then observation.value - least(last_digit(observation.value), 0.05 * observation.value) / 2
        else observation.value - least(last_digit(observation.value), 0.05 * observation.value)
    end as value_lower,
    case observation.qualifier
        when 'at_least' then null
        when 'at_most' then cast(observation.value as double)
        when 'exact' then observation.value + least(last_digit(observation.value), 0.05 * observation.value) / 2
        else observation.value + least(last_digit(observation.value), 0.05 * observation.value)
    end as value_upper,
    observation.qualifier, defined.unit, defined.definition_id, source.published_on_end as known_on,
    source.rank as source_rank, observation.source_id, observation.quote, observation.doubt, observation.line
from raw.observation as observation
join source using (source_id)
join defined on defined.line = observation.line and defined.choice = 1
order by observation.platform_id, observation.metric, observation.market, observation.period_start, observation.period_end,
    observation.line;

comment on column observation.precision is 'what the period is known to: day, month, quarter or year';
comment on column observation.value_lower is 'lowest value that the printed figure allows; null for at_most [see unit]';
comment on column observation.value_upper is 'highest value that the printed figure allows; null for at_least [see unit]';
comment on column observation.unit is 'what is counted: people, accounts or devices, from the definition';
comment on column observation.definition_id is 'definition in force for the platform, metric and period';
comment on column observation.known_on is 'last day on which the source can have been published; null: not known [date]';
comment on column observation.source_rank is 'rank of the kind of source: 1 is believed first';
