-- must return no rows: keys resolve, a side is given once, a figure has a source, and kind none goes with 0 users.
select line, 'race_id' as column_name, race_id as text, 'foreign_key' as rule, 'no such race in races.csv' as reason, null as suggested
from raw.owner_network
where race_id not in (select race_id from raw.race)
union all
select line, 'side', side, 'unique', 'this side of the race is given more than once; the first row is kept', null
from (select *, row_number() over (partition by race_id, side order by line) as copy from raw.owner_network)
where copy > 1
union all
select line, 'source_id', source_id, 'foreign_key', 'no such source in sources.csv', null
from raw.owner_network
where source_id is not null and source_id not in (select source_id from raw.source)
union all
select line, 'source_id', null, 'sourced', 'users are given without a source', null
from raw.owner_network
where users is not null and source_id is null
union all
select line, 'users', as_text(users), 'plausible', 'kind none means no earlier network, and users are counted', '0'
from raw.owner_network
where kind = 'none' and users > 0
