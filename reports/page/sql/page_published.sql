-- one row per published result, and before them the base rate of this run.
with result as (
    select study, year, studied, measure, value, value_high, unit, finding, bias, result_id, cast(null as varchar) as win_rule,
        cast(null as double) as lower, cast(null as double) as upper, cast(null as bigint) as n
    from published_result
)
select * from result
union all
select null, null, null, null, base_rate.rate, null, null, null, null, null, win_rule.win_rule, base_rate.lower, base_rate.upper, base_rate.n
from base_rate
join win_rule using (win_rule)
where win_rule.role = 'primary' and base_rate.rate is not null and exists (select 1 from result)
order by year nulls first, result_id
