-- must return no rows: the shares of a month add up to one.
select metric, market, month, sum(share) as total
from market_share
group by metric, market, month
having abs(sum(share) - 1) > 1e-9
