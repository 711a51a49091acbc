-- statement: one row per odds that somebody stated, in each version found.
-- key: who, said_on, lead_months_low, lead_months_high, source_id, quote
create or replace table statement as
select statement.who, statement.said_on, statement.said_on_start, statement.said_on_end, statement.lead_months_low,
    statement.lead_months_high, statement.win_probability, statement.source_id, statement.quote, statement.doubt, statement.line
from raw.statement as statement
join source using (source_id)
order by statement.line;
