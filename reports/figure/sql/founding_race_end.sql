-- one row: the head start of the founding race, the day on which the first mover closed, and what the responder had then, of the metric
-- and market that charts show.
with closing as (
    select min(event.date_start) as closed
    from event
    join founding_race on event.platform_id = founding_race.first_mover
    where event.event = 'shutdown' and event.doubt is null
)
select founding_race.market, founding_race.first_name, founding_race.responder_name, head_start.days_lower, head_start.days,
    head_start.days_upper, closing.closed,
    (
        select cast(max_by(series.value, series.placed_on) as double)
        from series
        join shown on shown.metric = series.metric and shown.market = series.market
        where series.platform_id = founding_race.responder and series.precision <> 'year' and series.placed_on <= closing.closed
    ) as rival_users
from founding_race
join head_start using (race_id)
cross join closing
