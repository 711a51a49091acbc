-- gap: one row per unknown cell of the data: what to look for, where it would be written, and by how much it would move the answer.
-- key: rank
create or replace table gap as
select gap_effect.rank, gap_effect.kind, gap_effect.race_id, race.market, first.name as first_mover, responder.name as responder,
    case gap_effect.kind
        when 'outcome' then 'users of both, or a ranking, near ' || as_text(extract(year from race.responder_launch_start) + 5)
        when 'users at 36 months' then 'users of both, or a ranking, near ' || as_text(extract(year from race.responder_launch_start) + 3)
        when 'launch dates' then 'launch of ' ||
            case when coalesce(race.first_launch_kind, '') = 'local' then responder.name
                when coalesce(race.responder_launch_kind, '') = 'local' then first.name else 'either' end || ' in this market'
        else 'users of the owner of ' || responder.name || ' in ' || as_text(extract(year from race.responder_launch_start)) end as look_for,
    case gap_effect.kind when 'launch dates' then 'events.csv' when 'network' then 'owner_networks.csv' else 'race_evidence.csv' end as file,
    gap_effect.answer, gap_effect.low, gap_effect.high, gap_effect.effect, gap_effect.effect_low, gap_effect.effect_high, gap_effect.move, gap_effect.n
from gap_effect
join race using (race_id)
join platform as first on first.platform_id = race.first_mover
join platform as responder on responder.platform_id = race.responder
order by gap_effect.rank;

comment on column gap.rank is 'order: cells of the primary answer first, then by move [rank]';
comment on column gap.kind is 'outcome, users at 36 months, launch dates, or network';
comment on column gap.race_id is 'race';
comment on column gap.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column gap.first_mover is 'platform that launched first';
comment on column gap.responder is 'platform that launched later';
comment on column gap.look_for is 'what to look for';
comment on column gap.file is 'file of the data package that has such findings';
comment on column gap.answer is 'the answer that the cell moves, as in gap_effect';
comment on column gap.low is 'one end of what may be found';
comment on column gap.high is 'the other end';
comment on column gap.effect is 'effect of 12 months of head start instead of 3, as the data are [probability]';
comment on column gap.effect_low is 'effect if the cell holds low [probability]';
comment on column gap.effect_high is 'effect if the cell holds high [probability]';
comment on column gap.move is 'larger of the two changes [probability]';
comment on column gap.n is 'races behind the answer as the data are [races]';
