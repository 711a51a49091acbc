-- must return no rows: keys resolve, no claim is listed twice, no audience exceeds the world's population of its year, and no
-- metric is above a broader one (daily <= weekly <= monthly <= registered) within what the printed figures leave open. A figure with a doubt need not be plausible.
with world as (
    select year, max(population) as population
    from raw.market_year
    where market = 'WLD'
    group by year
),
-- figures that may be too large: there may be millions that are not
large as (
    select observation.line, observation.market, observation.value, extract(year from observation.period_end) as year
    from raw.observation as observation
    join raw.metric as metric on metric.metric = observation.metric
    where metric.counts = 'people' and observation.doubt is null
        and observation.value > (select least(1500000000, coalesce(min(population), 1500000000)) from world)
),
nearest as (
    select figure.year, max(world.year) as world_year
    from (select distinct year from large) as figure
    join world on world.year <= figure.year
    group by figure.year
),
crowd as (
    select large.line, large.value, world.population
    from large
    join nearest on nearest.year = large.year
    join world on world.year = nearest.world_year
    where large.value > world.population
),
-- only where a platform has figures of several metrics can one be broader than another; most platforms have one in all markets
mixed as (
    select platform_id
    from work.definition_in_force
    group by platform_id
    having min(metric) <> max(metric)
),
several as (
    select platform_id, market
    from raw.observation
    where platform_id in (select platform_id from mixed)
    group by platform_id, market
    having min(metric) <> max(metric)
),
claim as (
    select observation.line, observation.platform_id, observation.market, observation.period, observation.value, metric.breadth, metric.short,
        case observation.qualifier when 'at_most' then 0 else observation.value * 0.95 end as at_least,
        case observation.qualifier when 'at_least' then null else observation.value * 1.05 end as at_most
    from raw.observation as observation
    join several on several.platform_id = observation.platform_id and several.market = observation.market
    join raw.metric as metric on metric.metric = observation.metric
    where observation.doubt is null and metric.breadth is not null and observation.platform_id in (select platform_id from mixed)
),
widest as (
    select platform_id, market, period, short, breadth, max(coalesce(at_most, 9e18)) as at_most
    from claim
    group by platform_id, market, period, short, breadth
),
-- where rows may state the same; most do not, and one number for each is looked at in place of texts
repeated as (
    select mark
    from (select fingerprint(source_id, period_end, value) as mark from raw.observation) as marked
    group by mark
    having count(*) > 1
),
-- what is not known is few of the many figures' platforms, metrics and periods
unknown as (
    select platform_id, metric, period_end, 'platform_id' as column_name, platform_id as text, 'no such platform in platforms.csv' as reason,
        null as suggested
    from work.definition_in_force
    where platform_id not in (select platform_id from raw.platform)
    union all
    select stated.platform_id, stated.metric, stated.period_end, 'metric', stated.metric,
        'no such metric in metrics.csv; add a row of it, or use one of the others', metric.metric
    from work.definition_in_force as stated
    left join raw.metric as metric on metric.metric = lower(stated.metric)
    where stated.metric not in (select metric from raw.metric)
)
select observation.line, unknown.column_name, unknown.text, 'foreign_key' as rule, unknown.reason, unknown.suggested
from unknown
join raw.observation as observation
    on observation.platform_id = unknown.platform_id and observation.metric = unknown.metric and observation.period_end = unknown.period_end
union all
select observation.line, 'metric', observation.metric, 'foreign_key',
    'no definition of the metric is in force in ' || observation.period || '; add one to definitions.csv', null
from work.definition_in_force as definition
join raw.observation as observation
    on observation.platform_id = definition.platform_id and observation.metric = definition.metric
    and observation.period_end = definition.period_end
where definition.definition is null and definition.metric in (select metric from raw.metric)
union all
select line, 'source_id', source_id, 'foreign_key', 'no such source in sources.csv', null
from raw.observation
where source_id not in (select source_id from raw.source)
union all
select line, 'qualifier', qualifier, 'enum', 'this program knows exact, approx, at_least and at_most', null
from raw.observation
where qualifier not in ('exact', 'approx', 'at_least', 'at_most')
union all
select line, 'value', as_text(value), 'unique', 'the same source states the same figure more than once; the first row is kept', null
from (
    select observation.line, observation.value, row_number() over (
        partition by observation.platform_id, observation.metric, observation.market, observation.period, value, observation.qualifier, source_id
        order by observation.line
    ) as copy
    from raw.observation as observation
    where fingerprint(observation.source_id, observation.period_end, observation.value) in (select mark from repeated)
)
where copy > 1
union all
select line, 'value', as_text(value), 'plausible',
    'more than the world''s population of the year, ' || population,
    case when value / 10 <= population then as_text(cast(floor(value / 10) as bigint))
        when value / 1000 <= population then as_text(cast(floor(value / 1000) as bigint)) end
from crowd
union all
-- without a population of the year: no market but the world has had more than 1.5 billion people, nor the world more than 10
select line, 'value', as_text(value), 'plausible', 'more people than any ' || case market when 'WLD' then 'year has had' else 'country has' end, null
from large
where value > case market when 'WLD' then 10000000000 else 1500000000 end and line not in (select line from crowd)
union all
select narrow.line, 'value', as_text(narrow.value), 'plausible',
    narrow.short || ' are more than ' || wide.short || ' of the same platform, market and period', null
from claim as narrow
join widest as wide
    on wide.platform_id = narrow.platform_id and wide.market = narrow.market and wide.period = narrow.period
    and wide.breadth > narrow.breadth
where narrow.at_least > wide.at_most
