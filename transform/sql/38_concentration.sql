-- concentration: one row per metric, market and month: the Herfindahl-Hirschman index of the shares among tracked platforms, with the
-- number of platforms behind it. With few platforms tracked the index is high by construction.
-- key: metric, market, month
create or replace table concentration as
with added as (
    select series_key.crowd, series_key.platform, market_share.month, market_share.share, market_share.platforms,
        row_number() over (partition by crowd, month order by share desc, platform) as place
    from market_share
    join work.series_key as series_key using (platform_id, metric, market)
),
-- decimals, which give the same sum in whatever order they are added up
summed as (
    select crowd, month, cast(sum(cast(share * share as decimal(20, 18))) as double) as hhi
    from added
    group by crowd, month
)
select series_key.metric, series_key.market, added.month, summed.hhi, 1 / summed.hhi as effective_platforms, added.platforms,
    series_key.platform_id as leader, added.share as leader_share
from added
join summed on summed.crowd = added.crowd and summed.month = added.month
join work.series_key as series_key on series_key.crowd = added.crowd and series_key.platform = added.platform
where added.place = 1;

comment on column concentration.metric is 'metric, a row of the table metric';
comment on column concentration.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column concentration.month is 'first day of the month [date]';
comment on column concentration.hhi is 'sum of squared shares, from 1 / platforms to 1 [index]';
comment on column concentration.effective_platforms is '1 / hhi: equally large platforms that would give the same index [platforms]';
comment on column concentration.platforms is 'tracked platforms with a figure in the month [platforms]';
comment on column concentration.leader is 'platform with the largest share';
comment on column concentration.leader_share is 'its share [ratio]';
