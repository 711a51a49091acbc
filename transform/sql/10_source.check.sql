-- must return no rows: a source is listed once, and is of a known kind.
select line, 'source_id' as column_name, source_id as text, 'unique' as rule,
    'source ' || source_id || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by source_id order by line) as copy from raw.source)
where copy > 1
