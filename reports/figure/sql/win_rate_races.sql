-- one row per race that the primary rule decides.
select race_id, months, case won when 1 then 'first_mover' else 'responder' end as winner
from race_design
where counted and win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by months, race_id
