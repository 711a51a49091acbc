-- one row per forecast on record by the model that was read then: what it said and what has been published since.
select made_on, platform.name as platform, metric, market, model, target_on, value, lower_80, upper_80, status, actual, inside_80
from forecast_outcome
join platform using (platform_id)
where chosen and counted
order by target_on, platform.name, metric, market, definition_id, made_on, run
