-- one row: how the forecasts on record have done, the model that was read; scored: a figure has been published since.
select count(*) as forecasts, count(*) filter (where status = 'scored') as n, count(*) filter (where status = 'pending') as pending,
    count(*) filter (where status not in ('scored', 'pending')) as other,
    count(*) filter (where status = 'scored' and inside_80) as inside_80, count(*) filter (where status = 'scored' and inside_80 is not null) as n_80,
    median(abs(log_error)) filter (where status = 'scored') as typical_error, min(made_on) as first_made, max(made_on) as last_made
from forecast_outcome
where chosen and counted
having count(*) > 0
