-- one row per time after the entry: in how many races the first mover was ahead, of those with figures of both then.
select horizon, count(*) as n, cast(sum(case when leader = 'first_mover' then 1 else 0 end) as bigint) as ahead,
    cast(sum(case when leader = 'first_mover' and clear then 1 else 0 end) as bigint) as clear_ahead,
    cast(sum(case when leader = 'responder' and clear then 1 else 0 end) as bigint) as clear_behind,
    median(share) as share
from lead_state
group by horizon
order by horizon
