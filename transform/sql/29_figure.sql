-- figure: one row per observation, in the numbers that the queries after it compare: what names stand for is in series_key, and
-- source is the number of the source in the order of names. slot is one number for series and period. weight is one for all that
-- decides between the claims for a slot under the rule in force, as claim_order says: the least is chosen.
-- key: line
create or replace table work.figure as
with exactness (qualifier, exactness_rank, upper_bound) as (
    values ('exact', 1, 0), ('approx', 2, 0), ('at_least', 3, 0), ('at_most', 3, 1)
),
numbered as (
    select source_id, rank, cast(row_number() over (order by source_id) as integer) as source,
        days_between(date '1970-01-01', coalesce(published_on_end, date '1970-01-01')) as known_day
    from source
),
-- The check leaves no figure without a series. With outer joins, the engine does not join the small tables with each other first.
stated as (
    select observation.line, series_key.series,
        cast(series_key.series as bigint) * 100000000 + days_between(date '1900-01-01', observation.period_start) * 1000
            + days_between(observation.period_start, observation.period_end) as slot,
        observation.period_start, observation.period_end, observation.value, exactness.exactness_rank, exactness.upper_bound, numbered.source,
        numbered.rank as source_rank, numbered.known_day, observation.doubt is not null as doubtful
    from raw.observation as observation
    join numbered on numbered.source_id = observation.source_id
    join exactness on exactness.qualifier = observation.qualifier
    left join work.series_key as series_key
        on series_key.platform_id = observation.platform_id and series_key.metric = observation.metric
        and series_key.market = observation.market
),
rounded as (
    select slot, source_rank, value - open as least, value + open as most
    from (
        select slot, source_rank, value, left_open(value, 'approx') as open
        from stated
        where exactness_rank = 2 and not doubtful
    ) as approximate
),
rounded_elsewhere as (
    select exact.line, min(rounded.source_rank) as source_rank
    from stated as exact
    join rounded
        on rounded.slot = exact.slot and rounded.source_rank < exact.source_rank and exact.value between rounded.least and rounded.most
    where exact.exactness_rank = 1
    group by exact.line
),
-- kind is the kind of source and the exactness in 2 digits, age is less for a later publication, in 5, and rest less for a higher
-- value, in 19
trusted as (
    select stated.*, coalesce(rounded_elsewhere.source_rank, stated.source_rank) as trust_rank,
        coalesce(rounded_elsewhere.source_rank, stated.source_rank, 9) * 10 + exactness_rank as kind,
        50000 - known_day as age, 9223372036854775807 - value as rest
    from stated
    left join rounded_elsewhere on rounded_elsewhere.line = stated.line
)
select line, series, slot, period_start, period_end, value, exactness_rank, source, source_rank, known_day, doubtful, trust_rank,
    -- of a source's two bounds the lower comes first
    case setting.resolve
        when 'low' then wide(value) * 10000000 + (kind * 100000 + age)
        when 'high' then wide(rest) * 10000000 + (kind * 100000 + age)
        when 'latest' then wide(age * 100 + kind) * 10000000000000000000 + rest
        else wide(kind * 100000 + age) * 10000000000000000000 + rest
    end * 100000000000 + (cast(source as bigint) * 10 + upper_bound) as weight
from trusted
cross join setting;
