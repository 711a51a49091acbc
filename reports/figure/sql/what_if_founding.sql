-- one row: the founding race, where its responder's network is known.
select race_id, months, responder_network, first_name, responder_name
from founding_race
where responder_network is not null
