-- published_result: one row per result of an earlier study of first movers, with its known bias.
-- key: result_id
create or replace table published_result as
select result.result_id, result.study, result.year, result.studied, result.measure, result.value, result.value_high, result.unit,
    result.favors, result.finding, result.bias, result.read_in, result.source_id, result.line
from raw.published_result as result
join source using (source_id)
order by result.year, result.result_id;
