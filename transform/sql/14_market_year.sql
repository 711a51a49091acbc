-- market_year: one row per population or internet-user count of a market and year, as one source states it.
-- key: market, year, source_id
create or replace table market_year as
select market_year.market, market_year.year, market_year.population, market_year.internet_users, market_year.source_id,
    market_year.name, market_year.line
from raw.market_year as market_year
join source using (source_id)
order by market_year.market, market_year.year, market_year.line;
