-- win_rate_contrast: one row per win rule and contrast of contrast_side: the win rate of the side more minus that of the side less.
-- lower and upper are the wider of Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17, method 10), which takes
-- races as independent, and the normal interval of the widest clustered error.
-- key: win_rule, contrast
create or replace table win_rate_contrast as
with side as (
    select design.win_rule, contrast_side.contrast, contrast_side.months,
        count(*) filter (where side = 'less') as less_n,
        count(*) filter (where side = 'less' and won = 1) as less_wins,
        count(*) filter (where side = 'more') as more_n,
        count(*) filter (where side = 'more' and won = 1) as more_wins
    from contrast_side
    join race_design as design using (race_id)
    where design.counted
    group by design.win_rule, contrast_side.contrast, contrast_side.months
),
scored as (
    select side.*, setting.level, less_wins / nullif(less_n, 0) as less_rate, more_wins / nullif(more_n, 0) as more_rate,
        wilson_lower(less_wins, less_n, setting.level) as less_lower, wilson_upper(less_wins, less_n, setting.level) as less_upper,
        wilson_lower(more_wins, more_n, setting.level) as more_lower, wilson_upper(more_wins, more_n, setting.level) as more_upper,
        rate_error.se, rate_error.se_widest, rate_error.widest, normal_half(rate_error.se_widest, setting.level) as half
    from side
    cross join setting
    left join rate_error
        on rate_error.win_rule = side.win_rule and rate_error.estimate = 'contrast' and rate_error.kind = side.contrast
),
newcombe as (
    select scored.*, more_rate - less_rate as difference,
        more_rate - less_rate - sqrt(pow(more_rate - more_lower, 2) + pow(less_upper - less_rate, 2)) as newcombe_lower,
        more_rate - less_rate + sqrt(pow(more_upper - more_rate, 2) + pow(less_rate - less_lower, 2)) as newcombe_upper
    from scored
),
chosen as (
    select newcombe.*, coalesce(se_widest > 1.000001 * se and 2 * half > newcombe_upper - newcombe_lower, false) as is_clustered
    from newcombe
)
select win_rule, contrast, months, less_wins, less_n, less_rate, more_wins, more_n, more_rate, difference,
    case when is_clustered then greatest(-1, difference - half) else newcombe_lower end as lower,
    case when is_clustered then least(1, difference + half) else newcombe_upper end as upper,
    level,
    case when is_clustered then widest else 'newcombe' end as method,
    greatest(se, se_widest) as se, less_n + more_n as n
from chosen
order by win_rule, contrast;

comment on column win_rate_contrast.win_rule is 'what counts as a win, as in win_rule';
comment on column win_rate_contrast.contrast is 'what divides the races, as in contrast_side';
comment on column win_rate_contrast.months is 'head start at which the races are divided; null: divided by something else [month]';
comment on column win_rate_contrast.less_wins is 'races won by the first mover on the side less [races]';
comment on column win_rate_contrast.less_n is 'decided races on that side [races]';
comment on column win_rate_contrast.less_rate is 'less_wins over less_n [probability]';
comment on column win_rate_contrast.more_wins is 'races won by the first mover on the side more [races]';
comment on column win_rate_contrast.more_n is 'decided races on that side [races]';
comment on column win_rate_contrast.more_rate is 'more_wins over more_n [probability]';
comment on column win_rate_contrast.difference is 'more_rate minus less_rate [probability]';
comment on column win_rate_contrast.lower is 'lower end of the wider interval of the difference [probability]';
comment on column win_rate_contrast.upper is 'upper end of that interval [probability]';
comment on column win_rate_contrast.level is 'level of the interval [probability]';
comment on column win_rate_contrast.method is 'which interval it is: newcombe, first mover, dyadic, or dyadic or market';
comment on column win_rate_contrast.se is 'widest standard error of the difference [probability]';
comment on column win_rate_contrast.n is 'races on the two sides [races]';
