-- one row per market to which the data package gives a name: its code, and the name on the first of its rows.
select market, arg_min(name, line) as name
from market_year
where name is not null
group by market
order by market
