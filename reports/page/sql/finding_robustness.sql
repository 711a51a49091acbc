-- one row: the fewest outcomes that show an effect if turned, and how strong a cause would hide one or explain the strongest away.
with fewest as (
    select robustness.value, robustness.aim, path.n, row_number() over (order by robustness.value, robustness.position) as place
    from robustness
    join tipping_path as path on path.kind = robustness.measure and path.aim = robustness.aim and path.changed = 0
    where robustness.measure = 'wrong outcomes' and robustness.value is not null
),
hiding as (
    select max(value) as hide
    from robustness
    where measure = 'e_value' and aim <> 'explain it away'
),
strongest as (
    select hypothesis.statement, robustness.subject, robustness.value, robustness.value_limit, robustness.estimate,
        row_number() over (order by robustness.value_limit desc, robustness.position) as place
    from robustness
    join hypothesis on hypothesis.hypothesis_id = robustness.subject
    where robustness.measure = 'e_value' and robustness.aim = 'explain it away' and robustness.value_limit > 1
)
select cast(fewest.value as bigint) as value, fewest.aim, fewest.n, hiding.hide, strongest.subject as effect, strongest.estimate as ratio,
    strongest.value as away, strongest.value_limit as away_limit
from fewest
cross join hiding
left join strongest on strongest.place = 1
where fewest.value > 0 and fewest.place = 1
