-- must return no rows: the race or hypothesis is known, a leader has a probability and no quantile, an effect has one, and nothing is
-- predicted twice.
select line, 'subject' as column_name, subject as text, 'foreign_key' as rule,
    case target when 'leader' then 'no such race in races.csv' else 'no such hypothesis in hypotheses.csv' end as reason, null as suggested
from raw.prediction_record
where target = 'leader' and subject not in (select race_id from raw.race)
    or target = 'effect' and subject not in (select hypothesis_id from raw.hypothesis)
union all
select line, 'value', as_text(value), 'range', 'a probability is from 0 to 1', null
from raw.prediction_record
where target = 'leader' and not value between 0 and 1
union all
select line, 'output', output, 'range',
    case target when 'leader' then 'a leader has a probability' else 'an effect has quantiles' end,
    case target when 'leader' then 'probability' end
from raw.prediction_record
where (target = 'leader') <> (output = 'probability')
union all
select line, 'value', as_text(value), case when contradicted then 'contradiction' else 'unique' end,
    case when contradicted then 'the prediction is given with different values; none of them is used'
        else 'the prediction is given more than once; the first row is kept' end, null
from (
    select *, row_number() over (partition by made_on, target, subject, route, output order by line) as copy,
        min(value) over same <> max(value) over same as contradicted
    from raw.prediction_record
    window same as (partition by made_on, target, subject, route, output)
)
where copy > 1 or contradicted
