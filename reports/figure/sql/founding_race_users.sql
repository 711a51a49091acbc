-- one row per figure of either side of the founding race up to three years after the responder's launch, the first mover first: of its
-- market or the world, and of the metric with the most figures among those that both sides have. own: for a figure of the responder, the last one of the first
-- mover by then, where both are known to the month.
with figure as (
    select case when series.platform_id = founding_race.first_mover then 'first_mover' else 'responder' end as side, series.*
    from series
    join founding_race on series.platform_id in (founding_race.first_mover, founding_race.responder)
    join launch as answer on answer.platform_id = founding_race.responder and answer.market = founding_race.market
    where series.placed_on < answer.chosen_end + interval 1075 day and series.market in (founding_race.market, 'WLD')
),
chosen as (
    select metric, market
    from figure
    group by metric, market
    having count(distinct side) = 2
    order by count(*) desc, metric, market
    limit 1
)
select figure.side, figure.platform_id, platform.name, figure.placed_on, figure.period, cast(figure.value as double) as value,
    figure.qualifier, figure.precision, coalesce(source.publisher, '') as publisher, metric.metric, metric.label,
    (
        select cast(max_by(own.value, own.placed_on) as double)
        from figure as own
        where own.side = 'first_mover' and figure.side = 'responder' and own.precision <> 'year' and figure.precision <> 'year'
            and own.metric = figure.metric and own.market = figure.market and own.placed_on <= figure.placed_on
    ) as own
from figure
join chosen on chosen.metric = figure.metric and chosen.market = figure.market
join metric on metric.metric = figure.metric
join platform on platform.platform_id = figure.platform_id
left join source on source.source_id = figure.source_id
order by figure.side, figure.placed_on, figure.period
