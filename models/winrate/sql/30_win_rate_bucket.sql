-- win_rate_bucket: one row per range of the head start, fixed beforehand: how often the first mover won. months_to is null for the
-- open range. The races of a range are not independent of each other, so the intervals are, if anything, too narrow.
create or replace table win_rate_bucket as
with bucket (bucket, position, months_from, months_to) as (
    values ('under 3 months', 1, 0, 3), ('3 to 6 months', 2, 3, 6), ('6 to 12 months', 3, 6, 12),
        ('12 to 24 months', 4, 12, 24), ('24 months and more', 5, 24, null)
)
select bucket.position, bucket.bucket, bucket.months_from, bucket.months_to, 'curated' as win_rule,
    count(*) filter (where counted and winner = 'first_mover') as wins,
    count(*) filter (where counted) as n,
    count(*) filter (where winner = 'undecided') as undecided,
    count(*) filter (where not counted and winner <> 'undecided') as other_level,
    wins / nullif(n, 0) as rate,
    jeffreys_lower(wins, n, max(setting.level)) as lower,
    jeffreys_upper(wins, n, max(setting.level)) as upper,
    wilson_lower(wins, n, max(setting.level)) as wilson_lower,
    wilson_upper(wins, n, max(setting.level)) as wilson_upper,
    max(setting.level) as level
from bucket
cross join setting
left join head_start
    on (head_start.months >= bucket.months_from or bucket.position = 1)
    and (head_start.months < bucket.months_to or bucket.months_to is null)
group by bucket.position, bucket.bucket, bucket.months_from, bucket.months_to
order by bucket.position;

comment on column win_rate_bucket.position is 'order of the ranges, 1 is the shortest [rank]';
comment on column win_rate_bucket.bucket is 'range of the head start in words';
comment on column win_rate_bucket.months_from is 'least head start, included; the first range also takes what is negative [month]';
comment on column win_rate_bucket.months_to is 'end of the range, not included; null: open [month]';
comment on column win_rate_bucket.win_rule is 'what counts as a win: curated is the verdict in races.csv';
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
