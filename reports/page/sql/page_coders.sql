-- one row per race on which the two coders differ.
select first.name as first_mover, second.name as responder, race.market, race.winner, race.winner_second_coder, race.criterion
from coder_difference as difference
join race using (race_id)
join platform as first on first.platform_id = race.first_mover
join platform as second on second.platform_id = race.responder
where difference.coders_differ
order by race.race_id
