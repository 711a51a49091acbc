-- one row per model: its errors of past forecasts of all series, all horizons, and how often its intervals held the figure.
select backtest_score.model, backtest_score.origins, mase, interval_score_80, coverage_80, coverage_80_lower, coverage_80_upper, n_80,
    coverage_95, coverage_95_lower, coverage_95_upper, n_95, forecast_choice.beats_drift, forecast_choice.series, forecast_choice.chosen
from backtest_score
left join forecast_choice using (model)
where backtest_score.platform_id = 'all' and backtest_score.metric = 'all' and backtest_score.horizon = 0
order by mase, backtest_score.model
