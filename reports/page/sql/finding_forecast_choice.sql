-- one row: what the backtests say of the models, pooled over all series and horizons, and which one forecasts use.
with pooled as (
    select backtest_score.model, backtest_score.origins, backtest_score.mase, backtest_score.coverage_80,
        backtest_score.coverage_80_lower, backtest_score.coverage_80_upper, backtest_score.n_80
    from backtest_score
    where backtest_score.platform_id = 'all' and backtest_score.horizon = 0
)
select chosen.model, judged.series, judged.beats_drift, pooled.origins, pooled.mase,
    (select mase from pooled where model = 'drift') as drift_mase, (select mase from pooled where model = 'naive') as naive_mase,
    (select mase from pooled where model = 'combination') as combination_mase,
    pooled.coverage_80 as value, pooled.coverage_80_lower as lower, pooled.coverage_80_upper as upper, setting.level, pooled.n_80 as n
from forecast_choice as chosen
join forecast_choice as judged on judged.model = case when chosen.model = 'drift' then 'combination' else chosen.model end
join pooled on pooled.model = chosen.model
cross join setting
where chosen.chosen and judged.beats_drift is not null and pooled.mase is not null and pooled.coverage_80 is not null
    and (select mase from pooled where model = 'drift') is not null and (select mase from pooled where model = 'naive') is not null
    and (select mase from pooled where model = 'combination') is not null
