-- one row: what the counted races reach, in months and people.
select min(months) as least_months, max(months) as most_months, min(responder_network) as least_network, max(responder_network) as most_network
from race_design
where win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary') and counted
