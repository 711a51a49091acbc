-- one row per part of the data and source in it, for the captions of charts whose rows do not carry their source.
with part (part, source_id) as (
    select 'figures shown', series.source_id
    from series
    join shown on shown.metric = series.metric and shown.market = series.market
    union
    select 'figures of all markets', source_id from series where metric = (select metric from shown)
    union
    select 'launches', source_id from launch
    union
    select 'races', trim(listed.source_id) from (select items(source_ids) as source_id from race) as listed
    union
    select 'assumptions', trim(listed.source_id) from (select items(source_ids) as source_id from race_prior) as listed
    union
    select 'bet', trim(listed.source_id) from (select items(source_ids) as source_id from elicited_point where used) as listed
    union
    select 'ends', event.source_id
    from event
    join race_survival on race_survival.first_mover = event.platform_id
    where event.event in ('shutdown', 'messaging_closed', 'acquisition')
    union
    select 'lead', series.source_id
    from series
    join overtaking on overtaking.market = series.market and overtaking.metric = series.metric
        and series.platform_id in (overtaking.first_mover, overtaking.responder)
)
select part.part, part.source_id, source.publisher
from part
join source using (source_id)
where source.publisher is not null
order by part.part, part.source_id
