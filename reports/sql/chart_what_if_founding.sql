-- one row: the founding race.
select race_design.race_id, race_design.months, race_design.responder_network, first.name, second.name as responder
from race_design
join platform as first on first.platform_id = race_design.first_mover
join platform as second on second.platform_id = race_design.responder
where race_design.win_rule = 'curated' and race_design.first_mover = 'mi-chat' and race_design.responder = 'wechat'
    and race_design.responder_network is not null
order by race_design.race_id
limit 1
