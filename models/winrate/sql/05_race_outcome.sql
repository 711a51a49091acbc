-- race_outcome: one row per race and win rule: who won by that rule, and on what evidence.
-- curated: the verdict of races.csv. survived_36_months: the first mover won if it is not known to have closed within 36 months of
-- the responder's entry; undecided if it was sold in that time, or the time is not over. larger_after_24_months: the side that is
-- larger by more than a tenth 24 months after the entry (or within 6 months of that), in the market of the race, by monthly actives
-- or else registered accounts; undecided where the two have no such figures, or are closer.
-- key: race_id, win_rule
create or replace table race_outcome as
with horizon as (
    select coalesce((select as_of from setting), max(published_on_start)) as last_day
    from source
),
entry as (
    select head_start.race_id, head_start.market, head_start.first_mover, head_start.responder, head_start.winner,
        race.criterion, race.decided_by,
        middle_day(race.responder_launch_start, race.responder_launch_end) as entered_on
    from head_start
    join race using (race_id)
),
ended as (
    select entry.race_id,
        min(case when event.event in ('shutdown', 'messaging_closed') then event.date_end end) as closed_on,
        min(case when event.event = 'acquisition' then event.date_end end) as sold_on
    from entry
    join event
        on event.platform_id = entry.first_mover and event.event in ('shutdown', 'messaging_closed', 'acquisition')
        and event.doubt is null and (event.market = 'WLD' or event.market = entry.market)
        and event.date_end >= entry.entered_on
    group by entry.race_id
),
survival as (
    select entry.race_id, months_after(entry.entered_on, 36) as until, ended.closed_on, ended.sold_on, horizon.last_day
    from entry
    left join ended using (race_id)
    cross join horizon
),
figure as (
    select entry.race_id, monthly.metric, case monthly.platform_id when entry.first_mover then 1 else 2 end as side,
        monthly.value, monthly.month,
        row_number() over (
            partition by entry.race_id, monthly.metric, monthly.platform_id
            order by abs(months_apart(monthly.month, months_after(entry.entered_on, 24))), monthly.month, monthly.definition_id
        ) as choice
    from entry
    join monthly
        on monthly.platform_id in (entry.first_mover, entry.responder) and monthly.metric in ('mau', 'registered')
        and monthly.market = entry.market
        and abs(months_apart(monthly.month, months_after(entry.entered_on, 24))) <= 6
),
pair as (
    select first.race_id, first.metric, first.value as first_value, second.value as second_value, first.month as first_month,
        second.month as second_month,
        row_number() over (partition by first.race_id order by case first.metric when 'mau' then 1 else 2 end) as choice
    from figure as first
    join figure as second
        on second.race_id = first.race_id and second.metric = first.metric
        and first.side = 1 and second.side = 2 and first.choice = 1 and second.choice = 1
),
verdict as (
    select race_id, 'curated' as win_rule, winner, criterion || ' (' || decided_by || ')' as evidence
    from entry
    union all
    select race_id, 'survived_36_months',
        case
            when closed_on < until then 'responder'
            when sold_on < until then 'undecided'
            when until > last_day then 'undecided'
            else 'first_mover'
        end,
        case
            when closed_on < until then 'closed by ' || as_text(closed_on)
            when sold_on < until then 'sold by ' || as_text(sold_on)
            when until > last_day then '36 months are not over'
            else 'not known to have closed by ' || as_text(until)
        end
    from survival
    union all
    select entry.race_id, 'larger_after_24_months',
        case
            when pair.first_value > 1.1 * pair.second_value then 'first_mover'
            when pair.second_value > 1.1 * pair.first_value then 'responder'
            else 'undecided'
        end,
        case
            when pair.race_id is null then 'no two figures to compare 24 months after the entry'
            else pair.metric || ' ' || as_text(round(pair.first_value / 1e6, 1)) || ' million (' || month_text(pair.first_month)
                || ') against ' || as_text(round(pair.second_value / 1e6, 1)) || ' million (' || month_text(pair.second_month) || ')'
        end
    from entry
    left join pair on pair.race_id = entry.race_id and pair.choice = 1
)
select verdict.race_id, verdict.win_rule, verdict.winner, verdict.evidence,
    verdict.winner <> 'undecided' and entry.winner <> 'undecided' and verdict.winner <> entry.winner as contradicts
from verdict
join entry using (race_id)
order by verdict.race_id, verdict.win_rule;

comment on column race_outcome.race_id is 'race';
comment on column race_outcome.win_rule is 'curated, survived_36_months or larger_after_24_months';
comment on column race_outcome.winner is 'first_mover, responder or undecided';
comment on column race_outcome.evidence is 'what the verdict rests on';
comment on column race_outcome.contradicts is 'the rule gives the race to the side that lost by the curated verdict';
