-- one row per race that the primary rule decides.
select race_id, months, won, 1 as n
from race_design
where counted and win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by months, race_id
