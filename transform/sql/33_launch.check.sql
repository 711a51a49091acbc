-- must return no rows: the chosen date lies within the range of the claims.
select platform_id, market, earliest, chosen, latest
from launch
where chosen_start < earliest or chosen_end > latest
