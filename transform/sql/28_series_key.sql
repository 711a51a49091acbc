-- series_key: one row per platform, metric and market that has a figure. series is its number in their order, platform that of the
-- platform, crowd that of metric and market: what the queries after it compare in place of names.
-- key: series
create or replace table work.series_key as
select cast(row_number() over (order by platform_id, metric, market) as integer) as series,
    cast(dense_rank() over (order by platform_id) as integer) as platform,
    cast(dense_rank() over (order by metric, market) as integer) as crowd, platform_id, metric, market
from (select distinct platform_id, metric, market from raw.observation);
