-- one row per model that forecasts a series: how many, and how forecasts with models chosen that way did in the nested backtest.
with used as (
    select model, series_chosen, sum(series_chosen) over () as series
    from forecast_choice
    where series_chosen > 0
),
pooled as (
    select * from backtest_chosen where platform_id = 'all' and horizon = 0
),
founding as (
    select platform.name, chosen.coverage_80, chosen.n_80
    from backtest_chosen as chosen
    join shown on shown.metric = chosen.metric and shown.market = chosen.market
    join founding_race on founding_race.responder = chosen.platform_id
    join platform on platform.platform_id = chosen.platform_id
    where chosen.horizon = 0 and chosen.n_80 > 0
    order by chosen.n_80 desc, chosen.definition_id
    limit 1
)
select used.model, used.series_chosen, used.series, pooled.mase, pooled.origins, pooled.coverage_80 as value, pooled.coverage_80_lower as lower,
    pooled.coverage_80_upper as upper, setting.level, pooled.n_80 as n, pooled.clusters_80 as clusters,
    (select mase from backtest_score where platform_id = 'all' and horizon = 0 and model = 'drift') as drift_mase,
    (select mase from backtest_score where platform_id = 'all' and horizon = 0 and model = 'damped') as damped_mase,
    (select mase from backtest_score where platform_id = 'all' and horizon = 0 and model = 'naive') as naive_mase,
    founding.name as founding_name, founding.coverage_80 as founding_coverage, founding.n_80 as founding_n
from used
cross join pooled
cross join setting
left join founding on true
where pooled.mase is not null and pooled.coverage_80_lower is not null
order by used.series_chosen desc, used.model
