-- one row per rejected row of the data.
select file, line, coalesce(column_name, '') as "column", coalesce(text, '') as text, reason, coalesce(suggested, '') as suggested
from rejected
order by file, line
