-- must return no rows: the source resolves, a finding is given once, and a value has its unit and a bound its value. A finding may
-- be about a race that is not in the package, or not yet.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule, 'no such source in sources.csv' as reason,
    null as suggested
from raw.race_evidence
where source_id not in (select source_id from raw.source)
union all
select line, 'measure', measure, 'unique', 'the same source states the same finding more than once; the first row is kept', null
from (select *, row_number() over (partition by race_id, as_of, source_id, measure order by line) as copy from raw.race_evidence)
where copy > 1
union all
select line, 'unit', unit, 'coding', 'a unit goes with a value, and a value with a unit', null
from raw.race_evidence
where (coalesce(first_mover_value, responder_value) is not null) <> (unit is not null)
union all
select line, 'bound', bound, 'coding', 'the side that bound names has no value', null
from raw.race_evidence
where (bound = 'first_mover' and first_mover_value is null) or (bound = 'responder' and responder_value is null)
