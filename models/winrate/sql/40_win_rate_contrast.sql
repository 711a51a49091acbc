-- win_rate_contrast: one row per way to cut the head start in two: the first mover's win rate with the longer head start minus the
-- one with the shorter, with Newcombe's hybrid score interval (Newcombe 1998, "Interval estimation for the difference between
-- independent proportions", Statistics in Medicine 17, method 10). An interval that holds 0 does not tell the two apart.
create or replace table win_rate_contrast as
with cut (months) as (values (3), (6), (12), (24)),
side as (
    select cut.months,
        count(*) filter (where head_start.months < cut.months) as short_n,
        count(*) filter (where head_start.months < cut.months and winner = 'first_mover') as short_wins,
        count(*) filter (where head_start.months >= cut.months) as long_n,
        count(*) filter (where head_start.months >= cut.months and winner = 'first_mover') as long_wins
    from cut
    cross join head_start
    where head_start.counted
    group by cut.months
),
scored as (
    select side.*, setting.level, short_wins / nullif(short_n, 0) as short_rate, long_wins / nullif(long_n, 0) as long_rate,
        wilson_lower(short_wins, short_n, setting.level) as short_lower, wilson_upper(short_wins, short_n, setting.level) as short_upper,
        wilson_lower(long_wins, long_n, setting.level) as long_lower, wilson_upper(long_wins, long_n, setting.level) as long_upper
    from side
    cross join setting
)
select months, 'curated' as win_rule, short_wins, short_n, short_rate, long_wins, long_n, long_rate,
    long_rate - short_rate as difference,
    long_rate - short_rate - sqrt(pow(long_rate - long_lower, 2) + pow(short_upper - short_rate, 2)) as lower,
    long_rate - short_rate + sqrt(pow(long_upper - long_rate, 2) + pow(short_rate - short_lower, 2)) as upper,
    level, short_n + long_n as n
from scored
order by months;

comment on column win_rate_contrast.months is 'head start at which the races are cut in two [month]';
comment on column win_rate_contrast.win_rule is 'what counts as a win: curated is the verdict in races.csv';
comment on column win_rate_contrast.short_wins is 'races won by the first mover with a shorter head start [races]';
comment on column win_rate_contrast.short_n is 'decided races with a shorter head start [races]';
comment on column win_rate_contrast.short_rate is 'short_wins over short_n [probability]';
comment on column win_rate_contrast.long_wins is 'races won by the first mover with this head start or more [races]';
comment on column win_rate_contrast.long_n is 'decided races with this head start or more [races]';
comment on column win_rate_contrast.long_rate is 'long_wins over long_n [probability]';
comment on column win_rate_contrast.difference is 'long_rate minus short_rate [probability]';
comment on column win_rate_contrast.lower is 'lower end of the interval of the difference [probability]';
comment on column win_rate_contrast.upper is 'upper end of the interval of the difference [probability]';
comment on column win_rate_contrast.level is 'level of the interval [probability]';
comment on column win_rate_contrast.n is 'races on the two sides [races]';
