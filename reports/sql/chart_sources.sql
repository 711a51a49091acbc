-- one row per chart and source that it rests on, for the captions of charts whose rows do not carry their source.
with chart (chart) as (values ('growth_yoy'), ('milestones'), ('concentration')),
race_source as (
    select items(source_ids) as source_id
    from race
),
prior_source as (
    select items(source_ids) as source_id
    from race_prior
),
of_races (chart) as (values ('race_field'), ('win_rate'), ('owner_networks'), ('score'), ('sensitivity'), ('what_if'), ('survival')),
of_priors (chart) as (values ('critical_lead'), ('what_if'), ('win_rate')),
of_bet (chart) as (values ('win_rate'), ('score')),
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
    select of_races.chart, trim(race_source.source_id)
    from race_source
    cross join of_races
    union
    select of_priors.chart, trim(prior_source.source_id)
    from prior_source
    cross join of_priors
    union
    select of_bet.chart, trim(elicited_source.source_id)
    from elicited_source
    cross join of_bet
    union
    select 'survival', event.source_id
    from event
    join race_survival on race_survival.first_mover = event.platform_id
    where event.event in ('shutdown', 'messaging_closed', 'acquisition')
    union
    select 'owner_networks', source_id from owner_network
)
select used.chart, source.publisher
from used
join source using (source_id)
where source.publisher is not null
order by used.chart, source.publisher, source.source_id
