-- one row per network shown and range of the critical lead, in sixteenths of its log: how many simulated races need a head start that
-- long. Race by race the lead is that of the relation race_draw; months_from and months_to are 0 where none is needed, and null where
-- none is enough. Shown are the network that the founding race had to face (none without it), a sixth and a sixtieth of it, each
-- the nearest tabulated.
with part (share) as (values (1e0), (1e0 / 6), (1e0 / 60)),
shown as (
    select distinct arg_min(critical_lead.network, abs(ln((1e6 + critical_lead.network) / (1e6 + founding_race.responder_network * part.share)))) as network
    from critical_lead
    cross join founding_race
    cross join part
    where founding_race.responder_network is not null
    group by part.share
),
climbed as (
    select shown.network, race_draw.growth, race_draw.base, shown.network * race_draw.pull + race_draw.launch as target
    from race_draw
    cross join shown
),
needed as (
    select network, case when target <= 0 or base >= 1 and target < 1 then 0
        when target < 1 then greatest(0, ln(target / (1 - target) * (1 - base) / base) / growth) end as months
    from climbed
),
placed as (
    select network, case when months > 0 then floor(16 * ln(1 + months)) when months = 0 then -1 end as place
    from needed
)
select network, case when place < 0 then 0 else exp(place / 16) - 1 end as months_from,
    case when place < 0 then 0 else exp((place + 1) / 16) - 1 end as months_to, count(*) as races
from placed
group by network, place
order by network desc, place nulls last
