-- must return no rows: the index lies between 1 / platforms and 1.
select metric, market, month, hhi, platforms
from concentration
where hhi > 1 + 1e-9 or hhi < 1.0 / platforms - 1e-9
