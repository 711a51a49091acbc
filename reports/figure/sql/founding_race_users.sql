-- one row per figure of registered users of either side of the founding race up to three years after the responder's launch; the first
-- mover first.
select case when series.platform_id = founding_race.first_mover then 'first_mover' else 'responder' end as side,
    series.platform_id, platform.name, series.placed_on, series.period, cast(series.value as double) as value, series.qualifier,
    series.precision, coalesce(source.publisher, '') as publisher
from series
join founding_race on series.platform_id in (founding_race.first_mover, founding_race.responder)
join launch as answer on answer.platform_id = founding_race.responder and answer.market = founding_race.market
join platform on platform.platform_id = series.platform_id
left join source on source.source_id = series.source_id
where series.metric = 'registered' and series.market = 'WLD' and series.placed_on < answer.chosen_end + interval 1075 day
order by side, series.placed_on, series.period
