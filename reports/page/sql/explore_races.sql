-- one row per race, the founding race first, then by name.
select race_design.race_id as id, leader.name as first, second.name as responder, race_design.market, race_design.months, race_design.days,
    race_design.responder_network as network, race_design.first_network as own,
    case race_design.won when 1 then 'first_mover' when 0 then 'responder' else 'undecided' end as winner,
    founding_race.race_id is not null as founding
from race_design
join platform as leader on leader.platform_id = race_design.first_mover
join platform as second on second.platform_id = race_design.responder
left join founding_race using (race_id)
where race_design.win_rule = (select rule.win_rule from win_rule as rule where rule.role = 'primary')
order by founding_race.race_id is null, leader.name, second.name, race_design.market, race_design.race_id
