-- rate_score: one row per win rule, estimate and race: what the race adds to the estimate's error. The sum of the products of the scores
-- of all related races is the variance of the estimate. A rate is the estimate rate: (won - rate) / n. A contrast is the rate of the
-- side more minus that of the side less.
-- key: win_rule, estimate, kind, subset, race_id
create or replace table rate_score as
with member as (
    select design.win_rule, 'rate' as estimate, subset.kind, subset.subset, '' as side, design.race_id, 1 as sign, design.won
    from race_design as design
    join race_subset as subset using (race_id)
    where design.counted
    union all
    select design.win_rule, 'contrast', side.contrast, '', side.side, design.race_id, case side.side when 'more' then 1 else -1 end, design.won
    from race_design as design
    join contrast_side as side using (race_id)
    where design.counted
),
rate as (
    select win_rule, estimate, kind, subset, side, avg(won) as rate, count(*) as n
    from member
    group by win_rule, estimate, kind, subset, side
)
select win_rule, estimate, kind, subset, race_id, sign * (won - rate) / n as score
from member
join rate using (win_rule, estimate, kind, subset, side);

comment on column rate_score.win_rule is 'what counts as a win, as in win_rule';
comment on column rate_score.estimate is 'rate or contrast';
comment on column rate_score.kind is 'kind of race_subset, or contrast of contrast_side';
comment on column rate_score.subset is 'set of races; empty for a contrast';
comment on column rate_score.race_id is 'race';
comment on column rate_score.score is 'signed share of the error [probability]';
