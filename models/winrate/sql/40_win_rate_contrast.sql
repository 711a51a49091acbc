-- win_rate_contrast: one row per win rule and way to cut the head start in two: the first mover's win rate with the longer head start minus the
-- one with the shorter, with Newcombe's hybrid score interval (Newcombe 1998, "Interval estimation for the difference between
-- independent proportions", Statistics in Medicine 17, method 10). An interval that holds 0 does not tell the two apart.
-- key: win_rule, months
create or replace table win_rate_contrast as
with cut (months) as (values (3), (6), (12), (24)),
side as (
    select race_design.win_rule, cut.months,
        count(*) filter (where race_design.months < cut.months) as short_n,
        count(*) filter (where race_design.months < cut.months and won = 1) as short_wins,
        count(*) filter (where race_design.months >= cut.months) as long_n,
        count(*) filter (where race_design.months >= cut.months and won = 1) as long_wins
    from cut
    cross join race_design
    where race_design.counted
    group by race_design.win_rule, cut.months
),
scored as (
    select side.*, setting.level, short_wins / nullif(short_n, 0) as short_rate, long_wins / nullif(long_n, 0) as long_rate,
        wilson_lower(short_wins, short_n, setting.level) as short_lower, wilson_upper(short_wins, short_n, setting.level) as short_upper,
        wilson_lower(long_wins, long_n, setting.level) as long_lower, wilson_upper(long_wins, long_n, setting.level) as long_upper
    from side
    cross join setting
)
select win_rule, months, short_wins, short_n, short_rate, long_wins, long_n, long_rate,
    long_rate - short_rate as difference,
    long_rate - short_rate - sqrt(pow(long_rate - long_lower, 2) + pow(short_upper - short_rate, 2)) as lower,
    long_rate - short_rate + sqrt(pow(long_upper - long_rate, 2) + pow(short_rate - short_lower, 2)) as upper,
    level, short_n + long_n as n
from scored
order by win_rule, months;

comment on column win_rate_contrast.months is 'head start at which the races are cut in two [month]';
comment on column win_rate_contrast.win_rule is 'what counts as a win, as in race_outcome';
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
