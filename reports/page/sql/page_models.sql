-- one row per head start: the three models side by side, against the network of the founding race where a model asks for one.
with seed as (
    select coalesce(
        (select responder_network from founding_race),
        (select max(network) from critical_lead)
    ) as network
),
cell as (
    select win_rate_curve.months, win_rate_curve.model,
        case when p < 0.005 then '<1%' when p > 0.995 then '>99%' else printf('%.0f%%', 100 * p) end
            || case when model = 'elicited' and lower = upper then ''
                else ' (' || case when lower < 0.005 then '0' else printf('%.0f', 100 * lower) end
                    || ' to ' || printf('%.0f%%', 100 * upper) || ')' end as text
    from win_rate_curve
    cross join seed
    where win_rate_curve.months in (1.5, 3, 6, 12, 24, 60) and win_rate_curve.win_rule in ('', 'curated')
        and (
            win_rate_curve.model in ('empirical', 'elicited', 'isotonic')
            or (win_rate_curve.model = 'race' and win_rate_curve.network = seed.network)
        )
)
select printf('%g months', months) as head_start,
    coalesce(max(case when model = 'empirical' then text end), '–') as "past_races#",
    coalesce(max(case when model = 'isotonic' then text end), '–') as "past_races,_never_falling#",
    coalesce(max(case when model = 'race' then text end), '–') as "mechanism#",
    coalesce(max(case when model = 'elicited' then text end), '–') as "bet#"
from cell
group by months
order by months
