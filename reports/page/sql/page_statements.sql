-- one row per version of the bet.
select statement.who, coalesce(statement.said_on, '') as said, lead_months_low as low, lead_months_high as high, win_probability,
    source.publisher as source, quote, coalesce(doubt, '') as not_used_because
from statement
join source using (source_id)
order by lead_months_low desc, lead_months_high desc, statement.line
