-- one row per version of the bet.
select statement.who, coalesce(statement.said_on, '') as said,
    case when lead_months_low = lead_months_high then printf('%g', lead_months_low)
        else printf('%g to %g', lead_months_low, lead_months_high) end as "lead,_months#",
    case when win_probability is null then 'no number' else printf('%.0f%%', 100 * win_probability) end as "odds#",
    source.publisher as source, quote, coalesce(doubt, '') as not_used_because
from statement
join source using (source_id)
order by lead_months_low desc, lead_months_high desc, statement.line
