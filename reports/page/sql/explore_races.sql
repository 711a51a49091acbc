-- one row per race, the founding race first, then by name.
select race_design.race_id, first.name, second.name, race_design.market, race_design.months, race_design.days,
    race_design.responder_network, race_design.first_network,
    case race_design.won when 1 then 'first_mover' when 0 then 'responder' else 'undecided' end,
    founding_race.race_id is not null
from race_design
join platform as first on first.platform_id = race_design.first_mover
join platform as second on second.platform_id = race_design.responder
left join founding_race using (race_id)
where race_design.win_rule = 'curated'
order by founding_race.race_id is null, first.name, second.name, race_design.market, race_design.race_id
