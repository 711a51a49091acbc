-- one row per head start: the models side by side, against the network of the founding race where a model asks for one.
with answer as (
    select win_rate_curve.months, win_rate_curve.model, win_rate_curve.p, win_rate_curve.lower, win_rate_curve.upper
    from win_rate_curve
    where win_rate_curve.months in (1.5, 3, 6, 12, 24, 60) and win_rate_curve.win_rule in ('', (select rule.win_rule from win_rule as rule where rule.role = 'primary'))
        and (
            win_rate_curve.model in ('empirical', 'elicited', 'isotonic')
            or (win_rate_curve.model = 'race' and win_rate_curve.network = (select responder_network from founding_race))
        )
)
select months,
    max(case when answer.model = 'empirical' then answer.p end) as empirical, max(case when answer.model = 'empirical' then answer.lower end) as empirical_lower,
    max(case when answer.model = 'empirical' then answer.upper end) as empirical_upper,
    max(case when answer.model = 'isotonic' then answer.p end) as isotonic, max(case when answer.model = 'isotonic' then answer.lower end) as isotonic_lower,
    max(case when answer.model = 'isotonic' then answer.upper end) as isotonic_upper,
    max(hierarchical.p) as hierarchical, max(hierarchical.lower) as hierarchical_lower, max(hierarchical.upper) as hierarchical_upper,
    max(case when answer.model = 'race' then answer.p end) as race, max(case when answer.model = 'race' then answer.lower end) as race_lower,
    max(case when answer.model = 'race' then answer.upper end) as race_upper,
    max(case when answer.model = 'elicited' then answer.p end) as elicited, max(case when answer.model = 'elicited' then answer.lower end) as elicited_lower,
    max(case when answer.model = 'elicited' then answer.upper end) as elicited_upper
from answer
left join strength_curve as hierarchical using (months)
group by months
order by months
