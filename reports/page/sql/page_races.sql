-- one row per race, shortest head start first.
select first.name as first_mover, second.name as responder, design.market, design.months, design.days_lower / 30.4375 as months_lower,
    design.days_upper / 30.4375 as months_upper,
    case design.won when 1 then first.name when 0 then second.name else 'undecided' end as winner, outcome.evidence as decided_on,
    case when design.counted then '' else outcome.coded end as left_out_because
from race_design as design
join race_outcome as outcome using (race_id, win_rule)
join platform as first on first.platform_id = design.first_mover
join platform as second on second.platform_id = design.responder
where design.win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by design.days, design.race_id
