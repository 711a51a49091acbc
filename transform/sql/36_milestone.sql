-- milestone: one row per platform, metric, market and threshold (1M, 10M, 50M, 100M, 500M, 1B): the days from launch to crossing it,
-- as the interval between the last figure certainly below and the first one at or above. A series that never got there is censored:
-- days_lower is how long it had not, days_upper is null. The launch is the one in the market, else the platform's first anywhere;
-- its own range widens the interval.
-- key: platform_id, metric, market, threshold
create or replace table milestone as
with threshold (threshold) as (
    values (1000000), (10000000), (50000000), (100000000), (500000000), (1000000000)
),
started as (
    select series_key.series, coalesce(min(local_launch.earliest), min(anywhere.earliest)) as launch_earliest,
        coalesce(min(local_launch.latest), min(anywhere.latest)) as launch_latest
    from work.series_key as series_key
    left join launch as local_launch
        on local_launch.platform_id = series_key.platform_id and local_launch.market = series_key.market
    left join (
        select platform_id, earliest, latest, row_number() over (partition by platform_id order by chosen_start, market) as choice
        from launch
    ) as anywhere on anywhere.platform_id = series_key.platform_id and anywhere.choice = 1
    group by series_key.series
),
counted as (
    select series, count(*) as n
    from work.point
    group by series
),
-- the highest threshold that a figure has passed
passed as (
    select series, period_start, period_end, placed_on, qualifier,
        case when value >= 1000000000 then 1000000000 when value >= 500000000 then 500000000 when value >= 100000000 then 100000000
            when value >= 50000000 then 50000000 when value >= 10000000 then 10000000 when value >= 1000000 then 1000000
            else 0 end as passed
    from work.point
),
first_passed as (
    select series, passed, min(period_end) as period_end
    from passed
    where qualifier <> 'at_most' and passed > 0
    group by series, passed
),
reached as (
    select first_passed.series, threshold.threshold, min(first_passed.period_end) as reached_by
    from first_passed
    join threshold on threshold.threshold <= first_passed.passed
    group by first_passed.series, threshold.threshold
),
beyond as (
    select passed.passed, threshold.threshold
    from (select threshold as passed from threshold union all select 0) as passed
    join threshold on threshold.threshold > passed.passed
),
below as (
    select passed.series, beyond.threshold, max(passed.period_start) as below_on, max(passed.placed_on) as below_until
    from passed
    join beyond on beyond.passed = passed.passed
    left join reached on reached.series = passed.series and reached.threshold = beyond.threshold
    where passed.qualifier <> 'at_least' and (reached.reached_by is null or passed.period_end < reached.reached_by)
    group by passed.series, beyond.threshold
)
select series_key.platform_id, series_key.metric, series_key.market, threshold.threshold, started.launch_earliest,
    started.launch_latest, below.below_on, reached.reached_by,
    case
        when started.launch_earliest is null then null
        when reached.reached_by is not null then greatest(0, coalesce(days_between(started.launch_latest, below.below_on), 0))
        else greatest(0, coalesce(days_between(started.launch_latest, below.below_until), 0))
    end as days_lower,
    case when reached.reached_by is not null and started.launch_earliest is not null
        then greatest(0, days_between(started.launch_earliest, reached.reached_by)) end as days_upper,
    case when started.launch_earliest is null then 'no_launch' when reached.reached_by is null then 'not_reached' else 'reached'
    end as status,
    reached.reached_by is null as censored,
    counted.n
from counted
join work.series_key as series_key on series_key.series = counted.series
cross join threshold
join started on started.series = counted.series
left join reached on reached.series = counted.series and reached.threshold = threshold.threshold
left join below on below.series = counted.series and below.threshold = threshold.threshold;

comment on column milestone.platform_id is 'platform';
comment on column milestone.metric is 'metric, a row of the table metric';
comment on column milestone.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column milestone.threshold is 'value to cross [see definition]';
comment on column milestone.launch_earliest is 'first day that the launch claims allow; null: launch not known [date]';
comment on column milestone.launch_latest is 'last day that the launch claims allow [date]';
comment on column milestone.below_on is 'last day on which a figure is certainly below, before the crossing; null: none [date]';
comment on column milestone.reached_by is 'last day of the first period with a figure at or above; null: not reached [date]';
comment on column milestone.days_lower is 'least time from launch to the crossing; of a censored one, time without it [day]';
comment on column milestone.days_upper is 'most time from launch to the crossing; null when censored [day]';
comment on column milestone.status is 'reached, not_reached or no_launch';
comment on column milestone.censored is 'not reached in the figures at hand: not a zero and not a failure';
comment on column milestone.n is 'figures in the series [figures]';
