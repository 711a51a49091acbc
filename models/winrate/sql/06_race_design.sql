-- race_design: one row per race and win rule, as the models read it: the head start, who won, and how many users either owner could
-- bring. A network counts by how easily its users come over, as the macro transferable says.
-- network is log10 of the ratio of the two sides' transferable users, each plus a million: 0 when neither had one, 1 when the
-- responder's owner could bring ten times as many. It is null where a side's users were not found.
-- key: race_id, win_rule
create or replace table race_design as
with side as (
    select race_id, side, users, users * transferable(kind) as transferable_users
    from owner_network
)
select race_outcome.race_id, race_outcome.win_rule, head_start.market, head_start.pair, head_start.first_mover, head_start.responder,
    head_start.days_lower, head_start.days, head_start.days_upper, greatest(0, head_start.months) as months,
    first.transferable_users as first_network, second.transferable_users as responder_network,
    first.users as first_users, second.users as responder_users,
    log10((1e6 + second.transferable_users) / (1e6 + first.transferable_users)) as network,
    case race_outcome.winner when 'first_mover' then 1 when 'responder' then 0 end as won,
    race_outcome.winner <> 'undecided' as counted
from race_outcome
join head_start using (race_id)
left join side as first on first.race_id = race_outcome.race_id and first.side = 'first_mover'
left join side as second on second.race_id = race_outcome.race_id and second.side = 'responder'
order by race_outcome.win_rule, race_outcome.race_id;

comment on column race_design.race_id is 'race';
comment on column race_design.win_rule is 'what counts as a win, as in win_rule';
comment on column race_design.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column race_design.pair is 'the two platforms, in alphabetical order';
comment on column race_design.first_mover is 'platform that launched first';
comment on column race_design.responder is 'platform that launched later';
comment on column race_design.days_lower is 'least head start that the claims allow [day]';
comment on column race_design.days is 'head start chosen by the rule in force [day]';
comment on column race_design.days_upper is 'most head start that the claims allow [day]';
comment on column race_design.months is 'days over 30.4375; below 0 counts as 0 [month]';
comment on column race_design.first_network is 'transferable users of the first mover''s owner; null: not found [people]';
comment on column race_design.responder_network is 'transferable users of the responder''s owner; null: not found [people]';
comment on column race_design.first_users is 'users of the first mover''s owner, whatever the kind of network [people]';
comment on column race_design.responder_users is 'users of the responder''s owner, whatever the kind of network [people]';
comment on column race_design.network is 'log10((a million + responder_network) / (a million + first_network)); null where one is not known';
comment on column race_design.won is '1 when the first mover won, 0 when the responder did; null: undecided';
comment on column race_design.counted is 'the rule decides the race, so that it enters the models';
