-- must return no rows: the source resolves, a question has one answer, an expert gives each quantile once, and quantiles do not fall.
select line, 'source_id' as column_name, source_id as text, 'foreign_key' as rule,
    'no such source in sources.csv' as reason, null as suggested
from raw.judgment
where source_id not in (select source_id from raw.source)
union all
select line, 'outcome', as_text(outcome), 'contradiction', 'the question has different outcomes in different rows; none of them is used', null
from (
    select *, min(outcome) over (partition by question) <> max(outcome) over (partition by question) as contradicted
    from raw.judgment
)
where contradicted
union all
select line, 'quantile', as_text(quantile), 'range', 'a quantile is above 0 and below 1: write 0.05 for hardly, 0.95 for almost surely', null
from raw.judgment
where not (quantile > 0 and quantile < 1)
union all
select line, 'value', as_text(value), 'range', 'below the value of a lower quantile of the same expert and question, ' || as_text(before), null
from (
    select *, lag(value) over (partition by expert, question, source_id order by quantile, line) as before
    from raw.judgment
    where doubt is null
)
where value < before
union all
select line, 'quantile', as_text(quantile), 'unique', 'the expert gives this quantile of the question more than once; the first row is kept', null
from (
    select *, row_number() over (partition by expert, question, quantile, source_id order by line) as copy
    from raw.judgment
)
where copy > 1
