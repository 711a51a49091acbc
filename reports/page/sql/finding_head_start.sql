-- the head start in the regression on past races, with how well it foretells markets that were left out.
select exp(coefficient.value) as value, exp(coefficient.lower) as lower, exp(coefficient.upper) as upper, coefficient.level, coefficient.n,
    model.log_loss, base.log_loss as base_loss, model.lower as worse_lower, model.upper as worse_upper, model.markets
from win_rate_coefficient as coefficient
join win_rate_score as model
    on model.win_rule = coefficient.win_rule and model.races = 'all' and model.forecaster = 'head_start'
join win_rate_score as base
    on base.win_rule = coefficient.win_rule and base.races = 'all' and base.forecaster = 'base_rate'
where coefficient.win_rule = 'curated' and coefficient.model = 'head_start' and coefficient.name = 'head_start'
