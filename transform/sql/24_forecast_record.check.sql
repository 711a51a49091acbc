-- must return no rows: the platform is known, the target comes after the origin, and no quantile is given twice.
select line, 'platform_id' as column_name, platform_id as text, 'foreign_key' as rule,
    'no such platform in platforms.csv' as reason, null as suggested
from raw.forecast_record
where platform_id not in (select platform_id from raw.platform)
union all
select line, 'target_on', target_on, 'range', 'the day that is forecast does not come after the last figure known, ' || origin_on, null
from raw.forecast_record
where target_on_start <= origin_on_end
union all
select line, 'quantile', as_text(quantile),
    case when contradicted then 'contradiction' else 'unique' end,
    case when contradicted then 'the quantile is given with different values; none of them is used'
        else 'the same quantile is given more than once; the first row is kept' end, null
from (
    select *, row_number() over (
        partition by made_on, platform_id, metric, market, definition_id, model, target_on, quantile order by line
    ) as copy,
        min(value) over forecast <> max(value) over forecast as contradicted
    from raw.forecast_record
    window forecast as (partition by made_on, platform_id, metric, market, definition_id, model, target_on, quantile)
)
where copy > 1 or contradicted
