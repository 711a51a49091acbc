-- one row per forecast on record by the model that was read then: what it said and what has been published since.
select cast(made_on as varchar) as made_on, platform.name as platform, metric, market, model, cast(target_on as varchar) as "for",
    format('{:,.1f}', value / 1e6) as "middle,_million#", coalesce(format('{:,.1f} to {:,.1f}', lower_80 / 1e6, upper_80 / 1e6), '–') as "80%_interval,_million#",
    case status when 'pending' then 'none yet' when 'bound' then format('at least {:,.1f}', actual / 1e6) else format('{:,.1f}', actual / 1e6) end
        as "published,_million#",
    case when inside_80 then 'inside' when inside_80 is null then '' else 'outside' end as "80%_interval_held"
from forecast_outcome
join platform using (platform_id)
where chosen and counted
order by target_on, platform.name, metric, market, definition_id, made_on, run
