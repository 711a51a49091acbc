-- one row per source, by publisher.
select publisher, source_id, title, published_on, case when url like 'http%' then url end as url
from source
order by lower(publisher), publisher, coalesce(published_on, '9999'), source_id
limit 2000
