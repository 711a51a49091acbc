-- one row per month with two platforms or more: concentration of the monthly active users of the world among tracked platforms.
select concentration.month, concentration.hhi, concentration.effective_platforms, concentration.platforms, concentration.leader,
    platform.name, concentration.leader_share
from concentration
join platform on platform.platform_id = concentration.leader
where concentration.metric = 'mau' and concentration.market = 'WLD' and concentration.platforms >= 2
order by concentration.month
