-- founding_race: one row per race of the founding story, which the bet is about: that of setting.founding_race; none where the data
-- lack it. Its responder's network is the one that the models take where nobody names another.
-- key: race_id
create or replace table founding_race as
select race_design.race_id, race_design.market, race_design.first_mover, first.name as first_name, race_design.responder,
    second.name as responder_name, race_design.months, race_design.responder_network, owner_network.network as network_name
from race_design
join setting on setting.founding_race = race_design.race_id
join platform as first on first.platform_id = race_design.first_mover
join platform as second on second.platform_id = race_design.responder
left join owner_network on owner_network.race_id = race_design.race_id and owner_network.side = 'responder'
where race_design.win_rule = 'curated'
order by race_design.race_id;

comment on column founding_race.race_id is 'race';
comment on column founding_race.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column founding_race.first_mover is 'platform that launched first';
comment on column founding_race.first_name is 'its name';
comment on column founding_race.responder is 'platform that launched later';
comment on column founding_race.responder_name is 'its name';
comment on column founding_race.months is 'head start [month]';
comment on column founding_race.responder_network is 'transferable users of the responder''s owner; null: not found [people]';
comment on column founding_race.network_name is 'what that network is';
