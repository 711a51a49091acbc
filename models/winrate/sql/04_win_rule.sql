-- win_rule: one row per way to say who won a race. The primary one is that of the coding protocol (data/PROTOCOL.md); the others are
-- other readings of the same races, and show how much the answer depends on what is called winning. Races that were not coded by the
-- protocol have the winner that the data state alone, which is then the primary rule.
-- key: win_rule
create or replace table win_rule as
with rule (win_rule, position, role, outcome, label, description) as (
    values
        ('leader_60', 1, 'primary', 'primary_outcome', 'leader about five years on',
            'the side with more users nearest to 60 months after the responder''s entry, by evidence of grade A or B; a closure decides nothing'),
        ('survival_60', 2, 'bound', 'survival_60', 'leader about five years on, or sole survivor',
            'as leader_60; where that finds no evidence, the side that alone was still open at 60 months'),
        ('leader_60_found', 3, 'secondary', 'primary_with_found', 'leader about five years on, with figures found later',
            'as leader_60, with figures that were looked for after the coding to fill its gaps'),
        ('leader_36', 4, 'secondary', 'leader_36', 'leader about three years on', 'as leader_60, at 36 months (24 to 48)'),
        ('curated', 5, 'secondary', 'winner', 'outcome from all evidence', 'the winner that the data state, from any evidence, closures included'),
        ('second_coder', 6, 'secondary', 'winner_second_coder', 'outcome by the second coder', 'the winner that a second coder chose by the written protocol')
)
select rule.win_rule, rule.position,
    case when not coded.some and rule.win_rule = 'curated' then 'primary' else rule.role end as role,
    rule.outcome, rule.label, rule.description
from rule
cross join (select count(primary_outcome) > 0 as some from race) as coded
where coded.some or rule.win_rule = 'curated'
order by rule.position;

comment on column win_rule.win_rule is 'name of the rule';
comment on column win_rule.position is 'order [rank]';
comment on column win_rule.role is 'primary, bound (of the primary rule) or secondary';
comment on column win_rule.outcome is 'column of race that it reads';
comment on column win_rule.label is 'what it is called in a sentence';
comment on column win_rule.description is 'how it decides';
