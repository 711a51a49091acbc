-- one row per race, with its head start in months, what the dates leave open, and who won by the primary rule.
select design.race_id, design.market, first.name as first_name, design.first_mover, responder.name as responder_name,
    design.responder, design.days_lower / 30.4375 as months_lower, design.days / 30.4375 as months,
    design.days_upper / 30.4375 as months_upper, outcome.winner, outcome.evidence, design.counted, outcome.coded,
    design.race_id in (select race_id from founding_race) as founding
from race_design as design
join race_outcome as outcome using (race_id, win_rule)
join platform as first on first.platform_id = design.first_mover
join platform as responder on responder.platform_id = design.responder
where design.win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by design.days, design.race_id
