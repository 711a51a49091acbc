-- one row per model: on how many of the longer series it erred less than drift, and whether forecasts are read from it.
select model, series, coalesce(beats_drift, 0), chosen
from forecast_choice
order by model
