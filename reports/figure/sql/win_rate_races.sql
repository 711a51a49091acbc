-- one row per race that counts in the win rate.
select race_id, months, winner
from head_start
where counted
order by months, race_id
