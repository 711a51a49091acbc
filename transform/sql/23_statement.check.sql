-- must return no rows: the source resolves, and the lead is not reversed.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule,
    'no such source in sources.csv' as reason, null as suggested
from raw.statement
where source_id not in (select source_id from raw.source)
union all
select line, 'lead_months_high', as_text(lead_months_high), 'range', 'less than lead_months_low, ' || lead_months_low, null
from raw.statement
where lead_months_high < lead_months_low
