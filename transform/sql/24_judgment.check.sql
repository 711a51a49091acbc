-- must return no rows: the source resolves, a question has one answer and one scale, on which its values are, an expert gives each quantile
-- once, and quantiles rise.
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
select line, 'scale', scale, 'contradiction', 'the question has different scales in different rows; none of them is used', null
from (
    select *, min(scale) over (partition by question) <> max(scale) over (partition by question) as contradicted
    from raw.judgment
)
where contradicted
union all
select line, case when value > 0 then 'outcome' else 'value' end, as_text(least(value, outcome)), 'range',
    'not above 0, which a log scale has no place for: leave the scale of the question empty', null
from raw.judgment
where least(value, outcome) <= 0 and question in (select question from raw.judgment where scale = 'log')
union all
select line, case when abs(value) > 1e300 then 'value' else 'outcome' end, as_text(greatest(abs(value), abs(outcome))), 'range',
    'above 1e300 in size: write the answers to the question in a larger unit', null
from raw.judgment
where greatest(abs(value), abs(outcome)) > 1e300
union all
select line, 'value', as_text(value), 'range', 'critical-lead is a head start in months: from 0 to 1200, and on a linear scale', null
from raw.judgment
where question = 'critical-lead' and (value < 0 or value > 1200 or scale = 'log')
union all
select line, 'quantile', as_text(quantile), 'range', 'a quantile is above 0 and below 1: write 0.05 for hardly, 0.95 for almost surely', null
from raw.judgment
where not (quantile > 0 and quantile < 1)
union all
select line, 'value', as_text(value), 'range', 'not above the value of a lower quantile of the same expert and question, ' || as_text(before), null
from (
    select *, lag(value) over (partition by expert, question, source_id order by quantile, line) as before,
        lag(quantile) over (partition by expert, question, source_id order by quantile, line) as lower_quantile
    from raw.judgment
    where doubt is null
)
where value <= before and quantile > lower_quantile
union all
select line, 'quantile', as_text(quantile), 'unique', 'the expert gives this quantile of the question more than once; the first row is kept', null
from (
    select *, row_number() over (partition by expert, question, quantile, source_id order by line) as copy
    from raw.judgment
)
where copy > 1
