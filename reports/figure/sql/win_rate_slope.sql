-- one row: the slope of the head start alone in the regression on past races; none when there was too little to fit.
select value, lower, upper, level, n
from win_rate_coefficient
where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary') and model = 'head_start' and name = 'head_start'
