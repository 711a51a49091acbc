-- must return no rows: the source resolves, no figure is given twice, and a source gives one figure for a name, measure and period.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule, 'no such source in sources.csv' as reason,
    null as suggested
from raw.proxy
where source_id not in (select source_id from raw.source)
union all
select line, 'value', as_text(value),
    case when contradicted then 'contradiction' else 'unique' end,
    case when contradicted
        then 'the source gives different figures of ' || name || ' for ' || period || '; none of them is used: correct the source, or give them different names'
        else 'the same figure is given more than once; the first row is kept' end, null
from (
    select *, row_number() over (partition by source_id, market, period, name, measure order by line) as copy,
        min(value) over figure <> max(value) over figure or min(unit) over figure <> max(unit) over figure as contradicted
    from raw.proxy
    window figure as (partition by source_id, market, period, name, measure)
)
where copy > 1 or contradicted
