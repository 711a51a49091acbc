-- must return no rows: the source resolves, and no figure is given twice.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule, 'no such source in sources.csv' as reason,
    null as suggested
from raw.proxy
where source_id not in (select source_id from raw.source)
union all
select line, 'name', name, 'unique', 'the same figure is given more than once; the first row is kept', null
from (
    select *, row_number() over (partition by source_id, market, period, name, measure order by line) as copy
    from raw.proxy
)
where copy > 1
