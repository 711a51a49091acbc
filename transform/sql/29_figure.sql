-- figure: one row per observation, in the numbers that the queries after it compare: what names stand for is in series_key, and
-- source is the number of the source in the order of names. slot is one number for series and period. place is the place among the
-- claims for a slot under the rule in force, of which the first is chosen; see claim_order.
-- key: line
create or replace table work.figure as
with exactness (qualifier, exactness_rank) as (
    values ('exact', 1), ('approx', 2), ('at_least', 3), ('at_most', 3)
),
numbered as (
    select source_id, rank, published_on_end, cast(row_number() over (order by source_id) as integer) as source
    from source
),
-- The check leaves no figure without a definition. With outer joins, the engine does not join the two small tables with each other first.
stated as (
    select observation.line, series_key.series,
        cast(series_key.series as bigint) * 100000000 + days_between(date '1900-01-01', observation.period_start) * 1000
            + days_between(observation.period_start, observation.period_end) as slot,
        observation.period, observation.period_start, observation.period_end,
        observation.value, observation.qualifier, exactness.exactness_rank, definition.definition, numbered.source,
        numbered.rank as source_rank, numbered.published_on_end as known_on, observation.doubt is not null as doubtful
    from raw.observation as observation
    join numbered on numbered.source_id = observation.source_id
    join exactness on exactness.qualifier = observation.qualifier
    left join work.series_key as series_key
        on series_key.platform_id = observation.platform_id and series_key.metric = observation.metric
        and series_key.market = observation.market
    left join work.definition_in_force as definition
        on definition.platform_id = observation.platform_id and definition.metric = observation.metric
        and definition.period_end = observation.period_end
),
rounded_elsewhere as (
    select exact.line, min(rounded.source_rank) as source_rank
    from stated as exact
    join stated as rounded
        on rounded.slot = exact.slot
        and rounded.source_rank < exact.source_rank
        and exact.value between rounded.value - left_open(rounded.value, 'approx')
            and rounded.value + left_open(rounded.value, 'approx')
    where exact.qualifier = 'exact' and rounded.qualifier = 'approx' and not rounded.doubtful
    group by exact.line
),
trusted as (
    select stated.*, coalesce(rounded_elsewhere.source_rank, stated.source_rank) as trust_rank
    from stated
    left join rounded_elsewhere on rounded_elsewhere.line = stated.line
)
select trusted.*, row_number() over (
    partition by trusted.slot
    order by
        trusted.doubtful,
        case setting.resolve when 'low' then trusted.value when 'high' then -trusted.value
            when 'latest' then -days_between(date '1970-01-01', coalesce(trusted.known_on, date '1970-01-01')) end,
        -- kind of source and exactness, then the later publication
        (trusted.trust_rank * 10 + trusted.exactness_rank) * 1000000 - days_between(date '1970-01-01', coalesce(trusted.known_on, date '1970-01-01')),
        trusted.value desc,
        -- source, a lower bound before an upper one
        trusted.source * 2 + case trusted.qualifier when 'at_most' then 1 else 0 end,
        trusted.line
) as place
from trusted
cross join setting;
