-- one row per model and horizon in quarters (0: all): the errors of its past forecasts of all series, and how often its intervals held.
select model, horizon, origins, coalesce(bounds, 0), mase, interval_score_80, coverage_80, coverage_80_lower, coverage_80_upper,
    coalesce(n_80, 0), coverage_95, coverage_95_lower, coverage_95_upper, coalesce(n_95, 0)
from backtest_score
where platform_id = 'all' and metric = 'all'
order by model, horizon
