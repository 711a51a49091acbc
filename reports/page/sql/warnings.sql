-- one row per thing about the data that a reader must know before the numbers.
with warning (position, text) as (
    select 1, count(*) || ' rows of the data were rejected; rejected.parquet keeps them with the reason.'
    from rejected
    having count(*) > 0
    union all
    select 2, count(*) || ' sources have no known date of publication; with --as-of their figures are left out.'
    from source
    where published_on is null
    having count(*) > 0
    union all
    select 3, count(*) || ' of ' || (select count(*) from head_start) || ' races may have the order of launches the other way round by some of the claims: '
        || string_agg(race_id, ', ' order by race_id) || '.'
    from head_start
    where days_lower < 0
    having count(*) > 0
    union all
    select 4, count(*) || ' races have a launch that is known only to the year.'
    from head_start
    where length(first_launch) = 4 or length(responder_launch) = 4
    having count(*) > 0
)
select text
from warning
order by position
