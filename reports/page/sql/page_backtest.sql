-- one row per model: its errors of past forecasts of all series, all horizons, and how often its intervals held the figure.
select backtest_score.model, backtest_score.origins as "forecasts#", printf('%.2f', mase) as "error_(MASE)#",
    coalesce(printf('%.2f', interval_score_80), '–') as "80%_interval_score#",
    coalesce(printf('%.0f%% (%.0f to %.0f%%, n = %d)', 100 * coverage_80, 100 * coverage_80_lower, 100 * coverage_80_upper, n_80), '–')
        as "80%_interval_held#",
    coalesce(printf('%.0f%% (%.0f to %.0f%%, n = %d)', 100 * coverage_95, 100 * coverage_95_lower, 100 * coverage_95_upper, n_95), '–')
        as "95%_interval_held#",
    case when forecast_choice.beats_drift is null then '–' else printf('%d of %d', forecast_choice.beats_drift, forecast_choice.series) end
        as "series_on_which_it_beats_drift#",
    case when forecast_choice.chosen then 'yes' else '' end as forecasts_are_read_from_it
from backtest_score
left join forecast_choice using (model)
where backtest_score.platform_id = 'all' and backtest_score.metric = 'all' and backtest_score.horizon = 0
order by mase, backtest_score.model
