-- race_outcome: one row per race and win rule: who won by that rule, and on what evidence.
-- key: race_id, win_rule
create or replace table race_outcome as
with verdict as (
    select race_id, 'leader_60' as win_rule, primary_outcome as coded,
        case when primary_months is null then 'no figures or rankings of both 12 to 120 months after the entry'
            else 'figures or rankings of both, ' || as_text(primary_months) || ' months after the entry' end as evidence
    from race
    union all
    select race_id, 'survival_60', survival_60,
        case when primary_outcome in ('first_mover', 'responder') then 'as leader_60'
            else 'the side that alone was open 60 months after the entry' end
    from race
    union all
    select race_id, 'leader_60_found', primary_with_found, 'as leader_60, with figures that were looked for after the coding'
    from race
    union all
    select race_id, 'leader_36', leader_36, 'figures or rankings of both, 24 to 48 months after the entry'
    from race
    union all
    select race_id, 'curated', winner, criterion || ' (' || decided_by || ')'
    from race
    union all
    select race_id, 'second_coder', winner_second_coder, 'evidence of grade ' || strength || ' (' || evidence_on || ')'
    from race
)
select race_id, win_rule,
    case when coded in ('first_mover', 'responder') then coded else 'undecided' end as winner,
    coded, evidence
from verdict
where coded is not null
order by race_id, win_rule;

comment on column race_outcome.race_id is 'race';
comment on column race_outcome.win_rule is 'rule, as in win_rule';
comment on column race_outcome.winner is 'first_mover, responder or undecided';
comment on column race_outcome.coded is 'the code behind it: first_mover, responder, undecided (a tie), third (another service led both), or none (no evidence)';
comment on column race_outcome.evidence is 'evidence for the outcome';
