-- one row per chart and source that it rests on, for the captions of charts whose rows do not carry their source.
with chart (chart) as (values ('growth_yoy'), ('milestones'), ('concentration')),
race_source as (
    select items(source_ids) as source_id
    from race
),
elicited_source as (
    select items(source_ids) as source_id
    from elicited_point
    where used
),
used as (
    select chart.chart, series.source_id
    from series
    cross join chart
    where series.metric = 'mau' and series.market = 'WLD'
    union
    select 'market_share', source_id from series where metric = 'mau'
    union
    select 'milestones', source_id from launch
    union
    select 'race_field', trim(source_id) from race_source
    union
    select 'win_rate', trim(source_id) from race_source
    union
    select 'win_rate', trim(source_id) from elicited_source
    union
    select 'owner_networks', trim(source_id) from race_source
    union
    select 'owner_networks', source_id from owner_network
)
select used.chart, source.publisher
from used
join source using (source_id)
where source.publisher is not null
order by used.chart, source.publisher, source.source_id
