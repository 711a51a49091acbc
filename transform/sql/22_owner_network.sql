-- owner_network: one row per race and side: the users that the owner could bring.
-- users is null where no figure was found, and 0 with kind none for a maker without an earlier network.
-- key: race_id, side
create or replace table owner_network as
select network.race_id, network.side, network.owner, network.network, network.kind, network.users, network.as_of,
    network.as_of_start, network.as_of_end, network.source_id, network.note, network.line
from raw.owner_network as network
join race using (race_id)
left join source using (source_id)
where network.source_id is null or source.source_id is not null
order by network.race_id, network.side;
