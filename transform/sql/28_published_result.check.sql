-- must return no rows: a result is listed once, its source resolves, a value has its unit, and a range is not reversed.
select line, 'result_id' as column_name, result_id as text, 'unique' as rule,
    'result ' || result_id || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by result_id order by line) as copy from raw.published_result)
where copy > 1
union all
select line, 'source_id', source_id, 'foreign_key', 'no such source in sources.csv', null
from raw.published_result
where source_id not in (select source_id from raw.source)
union all
select line, 'unit', unit, 'coding', 'a unit goes with a value, and a value with a unit', null
from raw.published_result
where (value is not null) <> (unit is not null)
union all
select line, 'value_high', as_text(value_high), 'range', 'the upper end needs a value below it', null
from raw.published_result
where value_high is not null and (value is null or value_high < value)
