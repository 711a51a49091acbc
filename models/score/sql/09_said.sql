-- said: one row per race of the primary win rule, and per decided one of the curated verdict, way to hold it out and route that a query
-- can speak for. Base rates are (wins + 1/2) / (n + 1), which is neither 0 nor 1, of the decided races of other markets, or of those
-- without one platform of the race: the mean of that without its first mover and of that without its responder. The bet is the
-- first one in numbers: the logistic law with the middle readings of "no hope", as in win_rate_curve.
-- key: win_rule, race_id, held_out, route
create or replace table work.said as
with entry as (
    select design.win_rule, design.race_id, design.market, design.first_mover, design.responder, design.months, cast(design.won as double) as won,
        design.counted, win_rule.role
    from race_design as design
    join win_rule using (win_rule)
    where win_rule.role = 'primary' or design.counted and design.win_rule = 'curated'
),
total as (
    select win_rule, count(*) as n, sum(won) as won, count(distinct market) as markets from entry where counted group by win_rule
),
of_market as (
    select win_rule, market, count(*) as n, sum(won) as won from entry where counted group by win_rule, market
),
side as (
    select win_rule, race_id, first_mover as platform, won from entry where counted
    union
    select win_rule, race_id, responder, won from entry where counted
),
without as (
    select side.win_rule, side.platform, (max(total.won) - sum(side.won) + 0.5) / (max(total.n) - count(*) + 1) as rate
    from side
    join total using (win_rule)
    group by side.win_rule, side.platform
),
reading as (
    select even_months, (hopeless_low + hopeless_high) / 2 as hopeless, eps, row_number() over (order by eps) as place, count(*) over () as readings
    from (
        select distinct even_months, hopeless_low, hopeless_high, eps
        from elicited_law
        where reading = 'numbers' and version = (select min(version) from elicited_law where reading = 'numbers')
    ) as stated
),
bet as (
    select even_months, ln((1 - eps) / eps) / (even_months - hopeless) as steepness from reading where place = floor(readings / 2) + 1
)
select win_rule, race_id, counted, case when counted then 'market' else 'none' end as held_out, 1 as position, 'coin' as route, 0.5e0 as p
from entry
union all
select entry.win_rule, race_id, true, 'market', 2, 'base_rate', (total.won - of_market.won + 0.5) / (total.n - of_market.n + 1)
from entry
join total using (win_rule)
join of_market on of_market.win_rule = entry.win_rule and of_market.market = entry.market
where counted and markets > 1
union all
select entry.win_rule, race_id, false, 'none', 2, 'base_rate', (coalesce(total.won, 0) + 0.5) / (coalesce(total.n, 0) + 1)
from entry
left join total using (win_rule)
where not counted
union all
select win_rule, race_id, counted, held_out, case when held_out = 'platform' then 10 else 5 end, 'hierarchical', strength_prediction.p
from entry
join strength_prediction using (race_id)
where role = 'primary' and counted = (held_out <> 'none')
union all
select win_rule, race_id, counted, case when counted then 'market' else 'none' end, 7, 'bet', 1 / (1 + exp(-steepness * (months - even_months)))
from entry
cross join bet
union all
select win_rule, race_id, true, 'platform', 8, 'coin', 0.5e0 from entry where counted
union all
select entry.win_rule, race_id, true, 'platform', 9, 'base_rate', (first_mover_gone.rate + responder_gone.rate) / 2
from entry
join without as first_mover_gone on first_mover_gone.win_rule = entry.win_rule and first_mover_gone.platform = entry.first_mover
join without as responder_gone on responder_gone.win_rule = entry.win_rule and responder_gone.platform = entry.responder
where counted;
