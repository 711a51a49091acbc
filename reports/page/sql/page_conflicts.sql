-- one row per claim that cannot be right together with the chosen one, or that is in doubt; widest first.
select platform.name as platform, conflict.metric, conflict.market, conflict.period, conflict.chosen_value, chosen.publisher as chosen_source,
    conflict.value, other.publisher as other_source, conflict.lost_on, conflict.doubt
from conflict
join platform using (platform_id)
left join source as chosen on chosen.source_id = conflict.chosen_source_id
join source as other on other.source_id = conflict.source_id
where not conflict.agrees or conflict.doubt is not null
order by abs(ln(conflict.ratio)) desc nulls last, platform.name, conflict.period, conflict.line
