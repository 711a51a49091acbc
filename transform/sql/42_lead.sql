-- lead: one row per race and month, from the responder's entry on, in which both rivals have a value of one metric and market, each a
-- figure or at most six months from one: who is ahead. Values between two figures are those of monthly. A race is read in the metric
-- with the most such months, then the one known earliest. Its share is that of the two rivals alone.
-- lower and upper take each value between the ends that its figure leaves open, or those of the two figures that it lies between; an
-- end is null where a figure is a lower bound. Overlapping users are counted on both sides.
-- key: race_id, month
create or replace table lead as
with entry as (
    select race_id, market, first_mover, responder, month_of(middle_day(responder_launch_start, responder_launch_end)) as entered
    from race
),
rival as (
    select market, first_mover as platform_id from entry
    union
    select market, responder from entry
),
figure as (
    select point.series, point.definition, month_of(point.period_end) as month, point.value_lower, point.value_upper
    from work.point as point
    join work.series_key as series_key on series_key.series = point.series
    join rival on rival.platform_id = series_key.platform_id and rival.market = series_key.market
    where point.of_month
),
followed_by as (
    select *, lead(month) over later as next_month, lead(value_lower) over later as next_lower, lead(value_upper) over later as next_upper
    from figure
    window later as (partition by series, definition order by month)
),
side as (
    select series_key.platform_id, series_key.metric, series_key.market, definition.unit, month.month, month.value,
        case when month.month = followed_by.month then followed_by.value_lower
            else least(followed_by.value_lower, followed_by.next_lower) end as value_lower,
        case when month.month = followed_by.month then followed_by.value_upper
            when followed_by.value_upper > followed_by.next_upper then followed_by.value_upper
            when followed_by.value_upper is not null then followed_by.next_upper end as value_upper,
        month.month = followed_by.month as reported
    from followed_by
    join work.month as month
        on month.series = followed_by.series and month.definition = followed_by.definition and month.month >= followed_by.month
        and (month.month = followed_by.month or month.month < followed_by.next_month)
    join work.series_key as series_key on series_key.series = followed_by.series
    join (select distinct definition, unit from work.definition_in_force) as definition on definition.definition = followed_by.definition
    where month.month = followed_by.month or months_apart(followed_by.month, month.month) <= 6
        or months_apart(month.month, followed_by.next_month) <= 6
),
both_known as (
    select entry.race_id, first.metric, first.month, months_apart(entry.entered, first.month) as months_after_entry,
        first.value as first_value, second.value as responder_value, first.value_lower as first_lower, first.value_upper as first_upper,
        second.value_lower as responder_lower, second.value_upper as responder_upper, first.reported and second.reported as reported
    from entry
    join side as first on first.platform_id = entry.first_mover and first.market = entry.market
    join side as second
        on second.platform_id = entry.responder and second.market = entry.market and second.metric = first.metric
        and second.unit = first.unit and second.month = first.month
    where first.month >= entry.entered
),
metric_order as (
    select race_id, metric, row_number() over (partition by race_id order by count(*) desc, min(month), metric) as place
    from both_known
    group by race_id, metric
),
measured as (
    select both_known.*, first_value / (first_value + responder_value) as share,
        first_lower / (first_lower + responder_upper) as lower, first_upper / (first_upper + responder_lower) as upper
    from both_known
    join metric_order using (race_id, metric)
    where metric_order.place = 1
)
select race_id, month, months_after_entry, metric, first_value as first_mover_value, responder_value, share, lower, upper,
    case when share > 0.5 then 'first_mover' when share < 0.5 then 'responder' else 'level' end as leader,
    coalesce(lower, 0) > 0.5 or coalesce(upper, 1) < 0.5 as clear, reported
from measured
order by race_id, month;

comment on column lead.race_id is 'race';
comment on column lead.month is 'first day of the month [date]';
comment on column lead.months_after_entry is 'from the month of the responder''s entry [month]';
comment on column lead.metric is 'metric of both values, one for all months of the race';
comment on column lead.first_mover_value is 'users of the first mover [see definition]';
comment on column lead.responder_value is 'users of the responder [see definition]';
comment on column lead.share is 'the first mover''s part of the sum of both [ratio]';
comment on column lead.lower is 'least share that the figures allow; null: the responder''s figure is a lower bound [ratio]';
comment on column lead.upper is 'largest share that the figures allow; null: the first mover''s figure is a lower bound [ratio]';
comment on column lead.leader is 'first_mover, responder or level';
comment on column lead.clear is 'so for every value that the figures allow';
comment on column lead.reported is 'both values are figures of the month';
