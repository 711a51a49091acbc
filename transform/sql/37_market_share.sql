-- market_share: one row per metric, market, month and platform: its share of the sum over the tracked platforms that have a figure
-- in that month. People use several platforms, and platforms without a figure are missing: this is not a share of all use.
-- A platform that is part of another one counted in the month is left out, so that nobody is counted twice by design.
-- key: metric, market, month, platform_id
create or replace table market_share as
with present as (
    select monthly.metric, monthly.market, monthly.month, monthly.platform_id, platform.part_of, max(monthly.value) as value
    from monthly
    join platform using (platform_id)
    group by monthly.metric, monthly.market, monthly.month, monthly.platform_id, platform.part_of
),
whole as (
    select part.*
    from present as part
    left join present as owner
        on owner.platform_id = part.part_of and owner.metric = part.metric and owner.market = part.market and owner.month = part.month
    where owner.platform_id is null
)
select metric, market, month, platform_id, value,
    value / sum(value) over (
        partition by metric, market, month order by platform_id rows between unbounded preceding and unbounded following
    ) as share,
    count(*) over (partition by metric, market, month) as platforms
from whole
order by metric, market, month, platform_id;

comment on column market_share.metric is 'mau, wau, dau or registered';
comment on column market_share.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column market_share.month is 'first day of the month [date]';
comment on column market_share.platform_id is 'platform';
comment on column market_share.value is 'figure of the month, reported or interpolated [see definition]';
comment on column market_share.share is 'share of the sum over the tracked platforms with a figure in the month [ratio]';
comment on column market_share.platforms is 'tracked platforms with a figure in the month [platforms]';
