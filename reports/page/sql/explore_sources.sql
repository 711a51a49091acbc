-- one row per source, in the order of the list of the page.
select publisher, title, coalesce(published_on, '') as "on"
from source
order by lower(publisher), publisher, coalesce(published_on, '9999'), source_id
limit 2000
