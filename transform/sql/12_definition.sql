-- definition: one row per meaning that a metric has, for one platform or (platform_id empty) as the house default, and the
-- periods in which it has it. A new row for the same platform and metric is a break: figures on its two sides are not compared.
-- key: definition_id
create or replace table definition as
select definition_id, platform_id, metric, unit, scope, valid_from, valid_from_start, valid_to, valid_to_end, note, source_id, line
from raw.definition
order by definition_id;
