-- concentration: one row per metric, market and month: the Herfindahl-Hirschman index of the shares among tracked platforms, with the
-- number of platforms behind it. With few platforms tracked the index is high by construction.
-- key: metric, market, month
create or replace table concentration as
with ranked as (
    select metric, market, month, platform_id, share, platforms,
        row_number() over (partition by metric, market, month order by share desc, platform_id) as place,
        sum(share * share) over (
            partition by metric, market, month order by share desc, platform_id rows between unbounded preceding and unbounded following
        ) as hhi
    from market_share
)
select metric, market, month, hhi, 1 / hhi as effective_platforms, platforms, platform_id as leader, share as leader_share
from ranked
where place = 1
order by metric, market, month;

comment on column concentration.metric is 'mau, wau, dau or registered';
comment on column concentration.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column concentration.month is 'first day of the month [date]';
comment on column concentration.hhi is 'sum of squared shares, from 1 / platforms to 1 [index]';
comment on column concentration.effective_platforms is '1 / hhi: equally large platforms that would give the same index [platforms]';
comment on column concentration.platforms is 'tracked platforms with a figure in the month [platforms]';
comment on column concentration.leader is 'platform with the largest share';
comment on column concentration.leader_share is 'its share [ratio]';
