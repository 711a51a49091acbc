-- must return no rows: a metric is listed once.
select line, 'metric' as column_name, metric as text, 'unique' as rule,
    'metric ' || metric || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by metric order by line) as copy from raw.metric)
where copy > 1
