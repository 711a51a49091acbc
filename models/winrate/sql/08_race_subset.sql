-- race_subset: one row per race and set of races that it belongs to. A coded race is in one set of each kind, but for the kinds
-- pair_once and network_known, which have one set each; a race that was not coded by the protocol is in those that need no code. The sets are those of the analysis plan; none was chosen for what it shows.
-- key: race_id, kind
create or replace table race_subset as
with fact as (
    select race.race_id, race.market, race.wave, race.criterion_kind, race.strength, race.rival_kind, race.state_action, race.third_led,
        race.first_launch_kind, race.responder_launch_kind, race.ranking_page, design.months, design.responder_network,
        design.network, design.pair, extract(year from race.responder_launch_start) as entered,
        row_number() over (order by case race.market when 'WLD' then 0 else 1 end, race.race_id) as of_pair
    from race
    join race_design as design on design.race_id = race.race_id and design.win_rule = 'curated'
),
named (race_id, kind, position, subset) as (
    select race_id, 'all', 1, 'all races' from fact
    union all
    select race_id, 'head_start',
        case when months < 3 then 1 when months < 6 then 2 when months < 12 then 3 when months < 24 then 4 else 5 end,
        case when months < 3 then 'under 3 months' when months < 6 then '3 to 6 months' when months < 12 then '6 to 12 months'
            when months < 24 then '12 to 24 months' else '24 months and more' end
    from fact
    union all
    select race_id, 'wave', wave, 'wave ' || as_text(wave) from fact where wave is not null
    union all
    select race_id, 'criterion',
        case when criterion_kind = 'exit' then 1 when criterion_kind in ('users', 'one_sided_users') then 2 when criterion_kind = 'ranking' then 3 else 4 end,
        case when criterion_kind = 'exit' then 'winner recorded from a closure' when criterion_kind in ('users', 'one_sided_users') then 'winner recorded from figures'
            when criterion_kind = 'ranking' then 'winner recorded from a ranking' else 'winner recorded from a statement' end
    from fact where wave is not null
    union all
    select race_id, 'evidence', case strength when 'A' then 1 when 'B' then 2 when 'C' then 3 else 4 end, 'evidence of grade ' || strength
    from fact where wave is not null
    union all
    select race_id, 'launch_dates',
        case when first_launch_kind = 'local' and responder_launch_kind = 'local' then 1
            when market <> 'WLD' and first_launch_kind = 'world' and responder_launch_kind = 'world' then 3 else 2 end,
        case when first_launch_kind = 'local' and responder_launch_kind = 'local' then 'both launches dated in the market'
            when market <> 'WLD' and first_launch_kind = 'world' and responder_launch_kind = 'world' then 'one country, world launch dates'
            else 'other launch dates' end
    from fact where wave is not null
    union all
    select race_id, 'rivalry', case rival_kind when 'direct' then 1 when 'adjacent' then 2 else 3 end, rival_kind || ' rivals' from fact where wave is not null
    union all
    select race_id, 'entry', case when entered < 2005 then 1 when entered < 2010 then 2 when entered < 2015 then 3 else 4 end,
        case when entered < 2005 then 'responder entered before 2005' when entered < 2010 then 'responder entered 2005 to 2009'
            when entered < 2015 then 'responder entered 2010 to 2014' else 'responder entered 2015 or later' end
    from fact
    union all
    select race_id, 'responder_network',
        case when responder_network is null then 4 when responder_network = 0 then 1 when responder_network < 1e8 then 2 else 3 end,
        case when responder_network is null then 'responder''s network not found' when responder_network = 0 then 'responder without a network'
            when responder_network < 1e8 then 'responder''s network under 100 million' else 'responder''s network 100 million or more' end
    from fact
    union all
    select race_id, 'scope', case market when 'WLD' then 1 else 2 end, case market when 'WLD' then 'world' else 'one country' end from fact
    union all
    select race_id, 'source', case when ranking_page is null then 2 else 1 end,
        case when ranking_page is null then 'not from a ranking page' else 'from a ranking page' end
    from fact where wave is not null
    union all
    select race_id, 'state', case state_action when 'yes' then 1 else 2 end,
        case state_action when 'yes' then 'a state banned or mandated a side' else 'no ban or mandate' end
    from fact where wave is not null
    union all
    select race_id, 'pair_once', 1, 'each pair once, the world first' from fact where of_pair in (select min(of_pair) from fact group by pair)
    union all
    select race_id, 'network_known', 1, 'both networks known' from fact where network is not null
)
select race_id, kind, position, subset
from named
order by kind, position, race_id;

comment on column race_subset.race_id is 'race';
comment on column race_subset.kind is 'by what the races are divided';
comment on column race_subset.position is 'order of the set within its kind [rank]';
comment on column race_subset.subset is 'the set';
