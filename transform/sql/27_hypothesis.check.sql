-- must return no rows: a hypothesis is listed once, and only one is primary.
select line, 'hypothesis_id' as column_name, hypothesis_id as text, 'unique' as rule,
    'hypothesis ' || hypothesis_id || ' is listed more than once; the first row is kept' as reason, null as suggested
from (select *, row_number() over (partition by hypothesis_id order by line) as copy from raw.hypothesis)
where copy > 1
union all
select line, 'kind', kind, 'unique', 'there is a primary hypothesis already; call this one secondary', 'secondary'
from (select *, row_number() over (partition by kind order by line) as copy from raw.hypothesis)
where kind = 'primary' and copy > 1
