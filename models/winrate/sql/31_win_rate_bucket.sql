-- win_rate_bucket: one row per win rule and range of the head start, fixed beforehand: how often the first mover won. months_to is null for the
-- open range.
-- key: win_rule, position
create or replace table win_rate_bucket as
with bucket (bucket, position, months_from, months_to) as (
    values ('under 3 months', 1, 0, 3), ('3 to 6 months', 2, 3, 6), ('6 to 12 months', 3, 6, 12),
        ('12 to 24 months', 4, 12, 24), ('24 months and more', 5, 24, null)
)
select win_rule.win_rule, bucket.position, bucket.bucket, bucket.months_from, bucket.months_to,
    coalesce(win_rate.wins, 0) as wins, coalesce(win_rate.n, 0) as n,
    (
        select count(*)
        from race_design as design
        join race_subset as subset using (race_id)
        where design.win_rule = win_rule.win_rule and design.won is null and subset.kind = 'head_start' and subset.subset = bucket.bucket
    ) as undecided,
    win_rate.rate, win_rate.lower, win_rate.upper, setting.level, win_rate.method, win_rate.design_effect
from win_rule
cross join bucket
cross join setting
left join win_rate
    on win_rate.win_rule = win_rule.win_rule and win_rate.kind = 'head_start' and win_rate.subset = bucket.bucket
order by win_rule.position, bucket.position;

comment on column win_rate_bucket.win_rule is 'what counts as a win, as in win_rule';
comment on column win_rate_bucket.position is 'order of the ranges [rank]';
comment on column win_rate_bucket.bucket is 'range of the head start';
comment on column win_rate_bucket.months_from is 'shortest head start of the range, itself included [month]';
comment on column win_rate_bucket.months_to is 'longest head start of the range, itself excluded; null: no end [month]';
comment on column win_rate_bucket.wins is 'races that the first mover won [races]';
comment on column win_rate_bucket.n is 'decided races [races]';
comment on column win_rate_bucket.undecided is 'races that the rule does not decide [races]';
comment on column win_rate_bucket.rate is 'wins over n; null without races [probability]';
comment on column win_rate_bucket.lower is 'lower end of the widest interval, as in win_rate [probability]';
comment on column win_rate_bucket.upper is 'upper end of that interval [probability]';
comment on column win_rate_bucket.level is 'level of the interval [probability]';
comment on column win_rate_bucket.method is 'which interval it is, as in win_rate';
comment on column win_rate_bucket.design_effect is 'variance of the widest clustered error over that of independent races';
