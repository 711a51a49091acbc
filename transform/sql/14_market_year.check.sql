-- must return no rows: the source resolves, there is a figure, a source gives one for a market and year, nobody counts more
-- internet users than people, and a market has one name.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule,
    'no such source in sources.csv' as reason, null as suggested
from raw.market_year
where source_id not in (select source_id from raw.source)
union all
select line, 'population', null, 'required', 'neither population nor internet_users is given, nor a name of the market', null
from raw.market_year
where population is null and internet_users is null and name is null
union all
select line, 'internet_users', as_text(internet_users), 'plausible',
    'more internet users than the ' || population || ' people of the same row', null
from raw.market_year
where internet_users > population
union all
select line, 'name', name, 'contradiction', 'an earlier row calls ' || market || ' ' || first_name || '; a market has one name', first_name
from (
    select line, market, name, first_value(name) over (partition by market order by line) as first_name
    from raw.market_year
    where name is not null
)
where name <> first_name
union all
select line, 'year', as_text(year),
    case when contradicted then 'contradiction' else 'unique' end,
    case when contradicted then 'the source gives different figures of ' || market || ' for ' || year || '; none of them is used'
        else 'the same figures are given more than once; the first row is kept' end, null
from (
    select *, row_number() over (partition by source_id, market, year order by line) as copy,
        min(population) over figures <> max(population) over figures
            or min(internet_users) over figures <> max(internet_users) over figures as contradicted
    from raw.market_year
    window figures as (partition by source_id, market, year)
)
where copy > 1 or contradicted
