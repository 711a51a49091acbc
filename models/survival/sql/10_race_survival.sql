-- race_survival: one row per first mover: how long it lived from the entry of its first rival, in whichever market. ended is shutdown,
-- acquisition (a competing end: it is neither dead nor its own any more) or alive (censored at the last day that the data know of).
-- One that was sold or closed before the rival came has no life to follow and is left out.
-- key: first_mover
create or replace table race_survival as
with horizon as (
    select coalesce((select as_of from setting), max(published_on_start)) as last_day
    from source
),
entry as (
    select head_start.first_mover, head_start.market, head_start.responder, head_start.months, race_design.network,
        head_start.race_id, middle_day(race.responder_launch_start, race.responder_launch_end) as entered_on,
        row_number() over (order by race.responder_launch_start, race.responder_launch_end, head_start.race_id) as rival
    from head_start
    join race using (race_id)
    join race_design on race_design.race_id = head_start.race_id and race_design.win_rule = 'curated'
),
first as (
    select * from entry where rival in (select min(rival) from entry group by first_mover)
),
ending as (
    select entry.race_id, case event.event when 'acquisition' then 'acquisition' else 'shutdown' end as ended,
        middle_day(event.date_start, event.date_end) as ended_on,
        row_number() over (order by event.date_start, case event.event when 'acquisition' then 2 else 1 end, event.line) as place
    from first as entry
    join event
        on event.platform_id = entry.first_mover and event.event in ('shutdown', 'messaging_closed', 'acquisition')
        and event.doubt is null and (event.market = 'WLD' or event.market = entry.market)
),
life as (
    select entry.race_id, entry.first_mover, entry.market, entry.responder, entry.months, entry.network, entry.entered_on,
        coalesce(ending.ended, 'alive') as ended, coalesce(ending.ended_on, horizon.last_day) as ended_on
    from first as entry
    cross join horizon
    left join ending on ending.race_id = entry.race_id and ending.place in (select min(place) from ending group by race_id)
)
select race_id, first_mover, market, responder, months as head_start_months, network, entered_on, ended, ended_on,
    days_between(entered_on, ended_on) / 30.4375e0 as months
from life
where ended_on > entered_on
order by race_id;

comment on column race_survival.race_id is 'race against the first rival';
comment on column race_survival.first_mover is 'platform followed';
comment on column race_survival.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column race_survival.responder is 'the first rival';
comment on column race_survival.head_start_months is 'head start on that rival [month]';
comment on column race_survival.network is 'log10((a million + the responder''s transferable users) / (a million + the first mover''s)); null: not known';
comment on column race_survival.entered_on is 'entry of the rival: time zero [date]';
comment on column race_survival.ended is 'shutdown, acquisition or alive';
comment on column race_survival.ended_on is 'day of that end, or the last day that the data know of [date]';
comment on column race_survival.months is 'time from the entry to the end [month]';
