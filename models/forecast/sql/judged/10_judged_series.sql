-- judged_series: one row per series that forecasts are made of, numbered from 1, with its figures, and one, 0, for all together.
-- key: series
create or replace table work.judged_series as
select row_number() over (order by platform_id, metric, market, definition_id) as series, platform_id, metric, market, definition_id, count(*) as figures
from curve_series
group by platform_id, metric, market, definition_id
union all
select 0, 'all', 'all', 'all', 'all', null;
