-- one row per head start: the models side by side, against the network of the founding race where a model asks for one.
with seed as (
    select coalesce(
        (select responder_network from founding_race),
        (select max(network) from critical_lead)
    ) as network
),
answer as (
    select win_rate_curve.months, win_rate_curve.model, win_rate_curve.p, win_rate_curve.lower, win_rate_curve.upper
    from win_rate_curve
    cross join seed
    where win_rate_curve.months in (1.5, 3, 6, 12, 24, 60) and win_rate_curve.win_rule in ('', (select rule.win_rule from win_rule as rule where rule.role = 'primary'))
        and (
            win_rate_curve.model in ('empirical', 'elicited', 'isotonic')
            or (win_rate_curve.model = 'race' and win_rate_curve.network = seed.network)
        )
)
select months,
    max(case when model = 'empirical' then p end) as empirical, max(case when model = 'empirical' then lower end) as empirical_lower,
    max(case when model = 'empirical' then upper end) as empirical_upper,
    max(case when model = 'isotonic' then p end) as isotonic, max(case when model = 'isotonic' then lower end) as isotonic_lower,
    max(case when model = 'isotonic' then upper end) as isotonic_upper,
    max(case when model = 'race' then p end) as race, max(case when model = 'race' then lower end) as race_lower,
    max(case when model = 'race' then upper end) as race_upper,
    max(case when model = 'elicited' then p end) as elicited, max(case when model = 'elicited' then lower end) as elicited_lower,
    max(case when model = 'elicited' then upper end) as elicited_upper
from answer
group by months
order by months
