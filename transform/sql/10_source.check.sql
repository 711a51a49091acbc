-- must return no rows: a source is listed once, and is of a known kind. A source from outside the data package may be listed again in
-- the same words: each file of an export describes it.
select line, 'source_id' as column_name, source_id as text, 'unique' as rule,
    case when line = file_line then 'source ' || source_id || ' is listed more than once; the first row is kept'
        else 'source ' || source_id || ' is listed already, in other words or with another address; the first row is kept' end as reason,
    null as suggested
from (
    select source.*, row_number() over copies as copy,
        first_value(title || '|' || publisher || '|' || kind || '|' || coalesce(published_on, '') || '|' || url) over copies as first_words,
        title || '|' || publisher || '|' || kind || '|' || coalesce(published_on, '') || '|' || url as words
    from raw.source as source
    window copies as (partition by source_id order by line)
)
where copy > 1 and (line = file_line or words <> first_words)
