-- claim: one row per figure, event, statement or denominator as one source states it, with the place where it was read, so that every number
-- can be followed to its bytes.
-- key: relation, line
create or replace view claim as
with stated as (
    select 'observation' as relation, raw.line, raw.file, raw.file_line, raw.locator, raw.source_id, raw.quote
    from raw.observation as raw
    join source on source.source_id = raw.source_id
    union all
    select 'event', event.line, raw.file, raw.file_line, raw.locator, event.source_id, null
    from event
    join raw.event as raw using (line)
    union all
    select 'statement', statement.line, raw.file, raw.file_line, raw.locator, statement.source_id, statement.quote
    from statement
    join raw.statement as raw using (line)
    union all
    select 'market_year', market_year.line, raw.file, raw.file_line, raw.locator, market_year.source_id, null
    from market_year
    join raw.market_year as raw using (line)
    union all
    select 'proxy', proxy.line, raw.file, raw.file_line, raw.locator, proxy.source_id, null
    from proxy
    join raw.proxy as raw using (line)
)
select stated.relation, stated.line, stated.file, stated.file_line, stated.locator, file.sha256, stated.source_id, stated.quote
from stated
left join raw.file as file on file.file = stated.file;

comment on column claim.relation is 'observation, event, statement, market_year or proxy';
comment on column claim.line is 'number of the row in that relation: its line, or beyond any line for a source outside the data package';
comment on column claim.file is 'file that it was read from';
comment on column claim.file_line is 'line of that file; null: it has no lines';
comment on column claim.locator is 'where in that file, when a line does not say';
comment on column claim.sha256 is 'hash of that file';
comment on column claim.source_id is 'source that states it';
comment on column claim.quote is 'words of the source; null where none are kept';
