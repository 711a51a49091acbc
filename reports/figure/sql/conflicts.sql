-- one row per claim of a figure for which two sources exclude each other. A claim in doubt is none.
with disputed as (
    select distinct platform_id, metric, market, period
    from conflict
    where not agrees and doubt is null
)
select observation.platform_id, platform.name, observation.metric, observation.market, observation.period,
    cast(observation.value as double) as value, cast(series.value as double) as chosen_value,
    cast(observation.value as double) / series.value as ratio_to_chosen, observation.qualifier,
    observation.line = series.line as chosen, series.rule, coalesce(source.publisher, '') as publisher
from observation
join disputed
    on disputed.platform_id = observation.platform_id and disputed.metric = observation.metric
    and disputed.market = observation.market and disputed.period = observation.period
join series
    on series.platform_id = observation.platform_id and series.metric = observation.metric
    and series.market = observation.market and series.period = observation.period
join platform on platform.platform_id = observation.platform_id
left join source on source.source_id = observation.source_id
where observation.doubt is null
order by observation.platform_id, observation.metric, observation.market, observation.period, observation.value, observation.line
