-- one row per platform, those with the most figures first.
select platform_id as platform
from platform
left join series using (platform_id)
group by platform_id
order by count(series.value) desc, platform_id
