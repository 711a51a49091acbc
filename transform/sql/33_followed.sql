-- followed: one row per series that curves, forecasts, charts and the explorer follow: those of the founding race and of the platforms
-- that the setting focus names, the twelve largest that charts show, and then the largest, until they have setting.follow figures.
-- key: platform_id, metric, market
create or replace table followed as
with counted as (
    select series_key.platform_id, series_key.metric, series_key.market, count(*) as figures, max(point.value) as highest
    from work.point as point
    join work.series_key as series_key on series_key.series = point.series
    group by series_key.platform_id, series_key.metric, series_key.market
),
ranked as (
    select counted.*, shown.metric is not null as in_charts,
        row_number() over (partition by counted.metric, counted.market order by counted.highest desc, counted.platform_id) as place
    from counted
    left join shown on shown.metric = counted.metric and shown.market = counted.market
),
reasoned as (
    select ranked.*,
        case
            when ';' || setting.focus || ';' like '%;' || ranked.platform_id || ';%' then 'named'
            when race.race_id is not null then 'founding race'
            when ranked.in_charts and ranked.place <= 12 then 'charts'
            else 'largest'
        end as reason
    from ranked
    cross join setting
    left join race
        on race.race_id = setting.founding_race and ranked.platform_id in (race.first_mover, race.responder)
        and ranked.market in (race.market, 'WLD')
),
added as (
    select *,
        sum(figures) over (
            order by case reason when 'named' then 0 when 'founding race' then 1 when 'charts' then 2 else 3 end, highest desc,
                platform_id, metric, market
            rows between unbounded preceding and current row
        ) - figures as figures_before
    from reasoned
)
select added.platform_id, added.metric, added.market, added.reason, added.figures, added.highest
from added
cross join setting
where added.figures_before < setting.follow or added.reason = 'named';

comment on column followed.platform_id is 'platform';
comment on column followed.metric is 'metric of the series';
comment on column followed.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column followed.reason is 'why: named (by the setting focus), founding race, charts (they show its metric and market), or largest';
comment on column followed.figures is 'figures in the series [figures]';
comment on column followed.highest is 'its highest figure [see definition]';
