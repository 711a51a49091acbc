-- must return no rows: the source resolves, there is a figure, a source gives one for a market and year, and nobody counts more
-- internet users than people.
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
