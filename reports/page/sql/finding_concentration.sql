-- the latest month in which at least five platforms have a figure: the largest share, and the index of concentration.
select concentration.month, platform.name, concentration.leader_share, concentration.hhi as value, concentration.platforms as n
from concentration
join platform on platform.platform_id = concentration.leader
where metric = 'mau' and market = 'WLD' and platforms >= 5
order by month desc
limit 1
