-- one row per change of data or rule, with what is left out by its name where it has one.
select sensitivity.position, sensitivity.kind, sensitivity.change,
    case
        when sensitivity.kind = 'platform' then coalesce(platform.name, '')
        when sensitivity.kind = 'market' then replace(sensitivity.change, 'without market ', '')
        else ''
    end as left_out,
    coalesce(platform.platform_id, '') as platform_id, sensitivity.n, sensitivity.base_rate, sensitivity.effect,
    sensitivity.effect_change, sensitivity.slope, sensitivity.lower, sensitivity.upper, sensitivity.level, sensitivity.reverses
from sensitivity
left join platform
    on sensitivity.kind = 'platform' and platform.platform_id = replace(sensitivity.change, 'without platform ', '')
order by sensitivity.position
