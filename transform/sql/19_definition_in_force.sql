-- definition_in_force: one row per platform, metric and last day of a period that a figure states: the definition in force, that of
-- the platform before that of the house. definition is its number in the order of names; null: none is.
-- key: platform_id, metric, period_end
create or replace table work.definition_in_force as
with stated as (
    select distinct platform_id, metric, period_end
    from raw.observation
),
numbered as (
    select definition.*, cast(row_number() over (order by definition_id) as integer) as definition
    from definition
),
fitting as (
    select stated.platform_id, stated.metric, stated.period_end, numbered.definition, numbered.definition_id, numbered.unit,
        row_number() over (
            partition by stated.platform_id, stated.metric, stated.period_end
            order by case when numbered.platform_id is null then 1 else 0 end, numbered.definition_id
        ) as choice
    from stated
    left join numbered
        on numbered.metric = stated.metric
        and (numbered.platform_id is null or numbered.platform_id = stated.platform_id)
        and (numbered.valid_from_start is null or stated.period_end >= numbered.valid_from_start)
        and (numbered.valid_to_end is null or stated.period_end <= numbered.valid_to_end)
)
select platform_id, metric, period_end, definition, definition_id, unit
from fitting
where choice = 1;
