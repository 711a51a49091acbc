-- must return no rows: the source resolves, there is a figure, and nobody counts more internet users than people.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule,
    'no such source in sources.csv' as reason, null as suggested
from raw.market_year
where source_id not in (select source_id from raw.source)
union all
select line, 'population', null, 'required', 'neither population nor internet_users is given', null
from raw.market_year
where population is null and internet_users is null
union all
select line, 'internet_users', cast(internet_users as varchar), 'plausible',
    'more internet users than the ' || population || ' people of the same row', null
from raw.market_year
where internet_users > population
