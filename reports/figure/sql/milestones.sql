-- one row per platform and threshold of 100 million and more, or of a tenth of the largest one reached where that is less: years from launch to the crossing. A platform that has not crossed is
-- kept when it has crossed the threshold before, and five figures or more.
with ordered as (
    select milestone.*, lag(milestone.status) over (partition by milestone.platform_id order by milestone.threshold) as status_before
    from milestone
    join shown on shown.metric = milestone.metric and shown.market = milestone.market
    join followed
        on followed.platform_id = milestone.platform_id and followed.metric = milestone.metric and followed.market = milestone.market
)
select ordered.platform_id, platform.name, ordered.threshold, ordered.days_lower, ordered.days_upper, ordered.status, ordered.n
from ordered
join platform using (platform_id)
where ordered.threshold >= least(100000000, (select max(threshold) from ordered where status = 'reached') / 10)
    and (ordered.status = 'reached' or (ordered.status = 'not_reached' and ordered.status_before = 'reached' and ordered.n >= 5))
order by ordered.threshold, case ordered.status when 'reached' then 0 else 1 end, ordered.days_upper, ordered.days_lower,
    ordered.platform_id
