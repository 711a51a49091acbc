-- Five things to do with the tables of a run, in DuckDB. From the folder that holds out:
--
--   duckdb -init out/latest/views.sql < notebooks/tables.sql

-- 1. Load: each table is a view under its name. docs/tables.md describes them.
show tables;
describe series;

-- 2. Plot adoption: the metric and the market that charts show, as bars in the terminal.
-- carries leaves out bounds that say less than an earlier figure.
create or replace temp view adoption as
select platform_id, name, year(placed_on) as year, period, value, qualifier
from series
join shown using (metric, market)
join platform using (platform_id)
where carries
qualify row_number() over (partition by platform_id, year(placed_on) order by placed_on desc) = 1;

select name, period, value, qualifier, bar(value, 0, (select max(value) from adoption), 40) as chart
from adoption
where platform_id in (select platform_id from adoption group by platform_id order by max(value) desc, platform_id limit 3)
order by platform_id, year;

-- 3. Win rate: by head start, by the primary rule.
select bucket, wins, n, rate, lower, upper, method
from win_rate_bucket
join win_rule using (win_rule)
where role = 'primary'
order by win_rate_bucket.position;

-- 4. What if: the models' probabilities that the first mover wins, by head start in months.
-- A model without a network knows none.
from what_if
select months, model, network, p, lower, upper
where months in (3, 6, 12, 24)
    and (network is null or network = coalesce((select any_value(responder_network) from founding_race), 30e6))
order by months, model;

-- 5. Join your own data: by name and year. A left join keeps the rows that find nothing.
-- The table is typed in here; yours is from read_csv('mine.csv').
with mine(name, year, price) as (
    select name, max(year), 1.99 from adoption group by name
    union all
    values ('Not in this package', 2020, 4.99)
)
select mine.*, period, value, qualifier
from mine
left join adoption using (name, year)
order by value desc nulls last, name
limit 10;
