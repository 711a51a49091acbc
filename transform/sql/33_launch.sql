-- launch: one row per platform and market: the earliest, chosen and latest day of its public launch there among the claims in use.
-- Entry into a market counts as the launch in it. A claim with a doubt is kept in event and not used here, and one that is only
-- vaguer than another (2010 beside 2010-12-10) neither widens the range nor is chosen. primary: kind of source, exactness, how many sources give
-- the same date, later publication.
-- key: platform_id, market
create or replace table launch as
with claim as (
    select *, count(*) over (partition by platform_id, market, date) as same_date,
        case precision when 'day' then 1 when 'month' then 2 when 'quarter' then 3 else 4 end as precision_rank
    from event
    where event in ('launch', 'market_entry') and doubt is null
),
finest as (
    select *
    from claim
    where not exists (
        select 1
        from claim as finer
        where finer.platform_id = claim.platform_id and finer.market = claim.market and finer.precision_rank < claim.precision_rank
            and finer.date_start >= claim.date_start and finer.date_end <= claim.date_end
    )
),
counted as (
    select platform_id, market, count(*) as claims
    from claim
    group by platform_id, market
),
placed as (
    select finest.*, setting.resolve as rule, counted.claims,
        min(finest.date_start) over (partition by finest.platform_id, finest.market) as earliest,
        max(finest.date_end) over (partition by finest.platform_id, finest.market) as latest,
        row_number() over (
            partition by finest.platform_id, finest.market
            order by
                case setting.resolve when 'low' then days_between(date '1970-01-01', finest.date_start)
                    when 'high' then days_between(finest.date_end, date '2100-01-01') end,
                case setting.resolve
                    when 'latest' then days_between(coalesce(finest.known_on, date '1970-01-01'), date '2100-01-01') end,
                finest.source_rank, finest.precision_rank, finest.same_date desc, coalesce(finest.known_on, date '1970-01-01') desc,
                finest.source_id, finest.date_start, finest.event, finest.line
        ) as place
    from finest
    join counted on counted.platform_id = finest.platform_id and counted.market = finest.market
    cross join setting
)
select platform_id, market, earliest, date as chosen, date_start as chosen_start,
    date_end as chosen_end, precision, latest, claims,
    same_date as agreeing_claims, rule, source_id, line
from placed
where place = 1
order by platform_id, market;

comment on column launch.platform_id is 'platform';
comment on column launch.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column launch.earliest is 'first day that any claim allows [date]';
comment on column launch.chosen is 'chosen claim, as precise as its source gives it';
comment on column launch.chosen_start is 'first day that the chosen claim allows [date]';
comment on column launch.chosen_end is 'last day that the chosen claim allows [date]';
comment on column launch.precision is 'what the chosen date is known to: day, month, quarter or year';
comment on column launch.latest is 'last day that any claim allows [date]';
comment on column launch.claims is 'claims in use, also those that are only vaguer than another [claims]';
comment on column launch.agreeing_claims is 'claims that give the chosen date [claims]';
comment on column launch.rule is 'rule that chose the date';
comment on column launch.source_id is 'source of the chosen claim';
comment on column launch.line is 'line of the chosen claim in events.csv';
