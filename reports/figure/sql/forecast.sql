-- one row per series, horizon and quantile: the forecasts by the model chosen, of series with a figure in the two years before the latest
-- one; of each platform the longest series of active users, else of accounts.
with chosen as (
    select *
    from forecast
    where chosen and origin_on >= (select max(origin_on) from forecast where chosen) - interval 2 year
),
figures as (
    select platform_id, metric, market, definition_id, count(*) as n
    from curve_series
    group by platform_id, metric, market, definition_id
),
longest as (
    select figures.platform_id, figures.metric, figures.market, figures.definition_id, figures.n,
        row_number() over (
            partition by figures.platform_id
            order by figures.metric in (select metric from metric where counts <> 'people'), figures.n desc, figures.metric <> (select metric from shown), figures.metric, figures.market, figures.definition_id
        ) as choice
    from figures
    where exists (
        select 1
        from chosen
        where chosen.platform_id = figures.platform_id and chosen.metric = figures.metric and chosen.market = figures.market
            and chosen.definition_id = figures.definition_id
    )
)
select chosen.platform_id, coalesce(platform.name, ''), chosen.metric, chosen.market, chosen.definition_id, longest.n, chosen.model,
    chosen.origin_on, chosen.horizon, chosen.target_on, chosen.quantile, chosen.value, chosen.errors
from chosen
join longest
    on longest.platform_id = chosen.platform_id and longest.metric = chosen.metric and longest.market = chosen.market
    and longest.definition_id = chosen.definition_id and longest.choice = 1
left join platform on platform.platform_id = chosen.platform_id
order by chosen.platform_id, chosen.horizon, chosen.quantile
