-- win_rate_bucket: one row per win rule and range of the head start, fixed beforehand: how often the first mover won. months_to is null for the
-- open range. The races of a range are not independent of each other, so the intervals are, if anything, too narrow.
-- key: win_rule, position
create or replace table win_rate_bucket as
with bucket (bucket, position, months_from, months_to) as (
    values ('under 3 months', 1, 0, 3), ('3 to 6 months', 2, 3, 6), ('6 to 12 months', 3, 6, 12),
        ('12 to 24 months', 4, 12, 24), ('24 months and more', 5, 24, null)
)
select rule.win_rule, bucket.position, bucket.bucket, bucket.months_from, bucket.months_to,
    count(*) filter (where counted and won = 1) as wins,
    count(*) filter (where counted) as n,
    count(*) filter (where race_id is not null and won is null) as undecided,
    count(*) filter (where not counted and won is not null) as other_level,
    wins / nullif(n, 0) as rate,
    jeffreys_lower(wins, n, max(setting.level)) as lower,
    jeffreys_upper(wins, n, max(setting.level)) as upper,
    wilson_lower(wins, n, max(setting.level)) as wilson_lower,
    wilson_upper(wins, n, max(setting.level)) as wilson_upper,
    max(setting.level) as level
from bucket
cross join (select distinct win_rule from race_outcome) as rule
cross join setting
left join race_design
    on race_design.win_rule = rule.win_rule and race_design.months >= bucket.months_from
    and (race_design.months < bucket.months_to or bucket.months_to is null)
group by rule.win_rule, bucket.position, bucket.bucket, bucket.months_from, bucket.months_to
order by rule.win_rule, bucket.position;

comment on column win_rate_bucket.position is 'order of the ranges, 1 is the shortest [rank]';
comment on column win_rate_bucket.bucket is 'range of the head start in words';
comment on column win_rate_bucket.months_from is 'least head start, included; one in doubt below 0 counts as 0 [month]';
comment on column win_rate_bucket.months_to is 'end of the range, not included; null: open [month]';
comment on column win_rate_bucket.win_rule is 'what counts as a win, as in race_outcome';
comment on column win_rate_bucket.wins is 'races that the first mover won [races]';
comment on column win_rate_bucket.n is 'decided races, one level per pair [races]';
comment on column win_rate_bucket.undecided is 'races left out because nobody has won [races]';
comment on column win_rate_bucket.other_level is 'decided world races left out because the pair has country races [races]';
comment on column win_rate_bucket.rate is 'wins over n; null without races [probability]';
comment on column win_rate_bucket.lower is 'lower end of the Jeffreys interval [probability]';
comment on column win_rate_bucket.upper is 'upper end of the Jeffreys interval [probability]';
comment on column win_rate_bucket.wilson_lower is 'lower end of the Wilson score interval [probability]';
comment on column win_rate_bucket.wilson_upper is 'upper end of the Wilson score interval [probability]';
comment on column win_rate_bucket.level is 'level of the intervals [probability]';
