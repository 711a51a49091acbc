-- market_share: one row per metric, market, month and platform: its share of the sum over the tracked platforms that have a figure
-- in that month. People use several platforms, and platforms without a figure are missing: this is not a share of all use.
-- A platform that is part of another one counted in the month is left out, so that nobody is counted twice by design.
-- key: metric, market, month, platform_id
create or replace table market_share as
with present as (
    select series_key.crowd, series_key.platform, series_key.platform_id, month.month, month.value
    from work.month as month
    join work.series_key as series_key on series_key.series = month.series
),
-- platforms that are part of another one that has a figure in the month
counted_in_owner as (
    select part.crowd, part.platform, part.month
    from present as part
    join platform on platform.platform_id = part.platform_id and platform.part_of is not null
    join present as owner
        on owner.platform_id = platform.part_of and owner.crowd = part.crowd and owner.month = part.month
),
-- added up in a fixed order, as doubles must be to give the same sum every time
added as (
    select present.crowd, present.platform, present.month, present.value,
        sum(present.value) over (
            partition by crowd, month order by platform rows between unbounded preceding and current row
        ) as running
    from present
    left join counted_in_owner using (crowd, platform, month)
    where counted_in_owner.crowd is null
),
shared as (
    select crowd, platform, month, value, value / max(running) over everybody as share, count(*) over everybody as platforms
    from added
    window everybody as (partition by crowd, month)
)
select series_key.metric, series_key.market, shared.month, series_key.platform_id, shared.value, shared.share, shared.platforms
from shared
join work.series_key as series_key on series_key.crowd = shared.crowd and series_key.platform = shared.platform;

comment on column market_share.metric is 'metric, a row of the table metric';
comment on column market_share.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column market_share.month is 'first day of the month [date]';
comment on column market_share.platform_id is 'platform';
comment on column market_share.value is 'figure of the month, reported or interpolated [see definition]';
comment on column market_share.share is 'share of the sum over the tracked platforms with a figure in the month [ratio]';
comment on column market_share.platforms is 'tracked platforms with a figure in the month [platforms]';
