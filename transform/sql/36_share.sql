-- share: one row per series and month: its share, as market_share says, in the numbers of series_key.
-- key: crowd, platform, month
create or replace table work.share as
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
)
select crowd, platform, month, value, value / max(running) over everybody as share, count(*) over everybody as platforms
from added
window everybody as (partition by crowd, month);
