-- head_start: one row per race: the days from the first mover's launch to the responder's. days is between the middles of the two
-- dates of the race; the range takes every day that these dates, and the launch claims of the two in the same market, allow.
-- Under the rules low and high, days is that end of the range. Which races enter a win rate: race_design.counted.
-- key: race_id
create or replace table head_start as
with ranged as (
    select race.race_id, race.market, race.first_mover, race.responder, race.first_launch, race.responder_launch,
        race.winner, race.decided_by, race.note, race.line,
        least(race.first_launch_start, coalesce(first_claims.earliest, race.first_launch_start)) as first_earliest,
        greatest(race.first_launch_end, coalesce(first_claims.latest, race.first_launch_end)) as first_latest,
        least(race.responder_launch_start, coalesce(responder_claims.earliest, race.responder_launch_start)) as responder_earliest,
        greatest(race.responder_launch_end, coalesce(responder_claims.latest, race.responder_launch_end)) as responder_latest,
        days_between(
            middle_day(race.first_launch_start, race.first_launch_end),
            middle_day(race.responder_launch_start, race.responder_launch_end)
        ) as days_curated,
        least(race.first_mover, race.responder) || ' / ' || greatest(race.first_mover, race.responder) as pair,
        case when race.market = 'WLD' then 'world' else 'country' end as level
    from race
    left join launch as first_claims
        on first_claims.platform_id = race.first_mover and first_claims.market = race.market
    left join launch as responder_claims
        on responder_claims.platform_id = race.responder and responder_claims.market = race.market
),
measured as (
    select ranged.*, setting.resolve as rule,
        days_between(first_latest, responder_earliest) as days_lower,
        days_between(first_earliest, responder_latest) as days_upper
    from ranged
    cross join (select resolve from setting) as setting
),
chosen as (
    select measured.*,
        case rule when 'low' then days_lower when 'high' then days_upper else days_curated end as days
    from measured
)
select race_id, market, first_mover, responder, first_launch, responder_launch, first_earliest, first_latest, responder_earliest,
    responder_latest, days_lower, days, days_upper, days / 30.4375 as months, winner, decided_by, pair, level,
    case when rule in ('low', 'high') then rule else 'curated' end as rule, note, line
from chosen
order by race_id;

comment on column head_start.race_id is 'race';
comment on column head_start.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column head_start.first_mover is 'platform that launched first';
comment on column head_start.responder is 'platform that launched later';
comment on column head_start.first_launch is 'launch of the first mover as the race states it';
comment on column head_start.responder_launch is 'launch of the responder as the race states it';
comment on column head_start.first_earliest is 'first day that any claim allows for the first mover [date]';
comment on column head_start.first_latest is 'last day that any claim allows for the first mover [date]';
comment on column head_start.responder_earliest is 'first day that any claim allows for the responder [date]';
comment on column head_start.responder_latest is 'last day that any claim allows for the responder [date]';
comment on column head_start.days_lower is 'least head start that the claims allow; negative: the order is in doubt [day]';
comment on column head_start.days is 'head start chosen by the rule [day]';
comment on column head_start.days_upper is 'most head start that the claims allow [day]';
comment on column head_start.months is 'days over 30.4375 [month]';
comment on column head_start.winner is 'first_mover, responder or undecided';
comment on column head_start.decided_by is 'date of the figure or event that decides, a late bound';
comment on column head_start.pair is 'the two platforms, in alphabetical order';
comment on column head_start.level is 'world or country';
comment on column head_start.rule is 'rule that chose days: curated (the dates of the race), low or high';
comment on column head_start.note is 'remarks on dates and outcome';
comment on column head_start.line is 'line in races.csv';
