-- one row per race that a computed rule gives to the side that lost by the curated verdict.
select first.name as first_mover, second.name as responder, race.market, outcome.win_rule, outcome.evidence, curated.evidence as curated_verdict
from race_outcome as outcome
join race_outcome as curated on curated.race_id = outcome.race_id and curated.win_rule = 'curated'
join race on race.race_id = outcome.race_id
join platform as first on first.platform_id = race.first_mover
join platform as second on second.platform_id = race.responder
where outcome.contradicts
order by outcome.win_rule, outcome.race_id
