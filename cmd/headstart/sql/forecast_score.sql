-- forecast_score: one row, with how the forecasts of one run have done against the figures of a later one; none without forecasts.
-- Only forecasts with a figure that the earlier run did not have are scored.
select
    arg_min(model, (platform_id, metric, market, definition_id, target_on)) as model,
    count(*) filter (where status = 'scored') as scored,
    count(*) filter (where status = 'pending') as pending,
    count(*) filter (where status = 'scored' and inside_80) as inside_80,
    count(inside_80) filter (where status = 'scored') as n_80,
    median(exp(abs(log_error)) - 1) filter (where status = 'scored') as median_relative_error,
    coalesce(list({
        'platform_id': platform_id, 'metric': metric, 'market': market, 'target_on': target_on,
        'value': value, 'lower_80': lower_80, 'upper_80': upper_80,
        'actual_on': actual_on, 'actual': actual,
        'inside_80': inside_80 -- null: there is no interval
    } order by platform_id, metric, market, definition_id, target_on) filter (where status = 'scored'), []) as forecasts
from forecast_outcome
having count(*) > 0
