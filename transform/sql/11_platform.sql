-- platform: one row per platform.
-- key: platform_id
create or replace table platform as
select platform_id, name, also_known_as, owner, home_market, part_of, line
from raw.platform
order by platform_id;
