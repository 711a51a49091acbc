-- base_rate: one row per win rule: how often the first mover won, whatever the head start, among the races that count.
-- key: win_rule
create or replace table base_rate as
select race_design.win_rule,
    count(*) filter (where counted and won = 1) as wins,
    count(*) filter (where counted) as n,
    count(*) filter (where won is null) as undecided,
    count(*) filter (where not counted and won is not null) as other_level,
    wins / nullif(n, 0) as rate,
    jeffreys_lower(wins, n, max(setting.level)) as lower,
    jeffreys_upper(wins, n, max(setting.level)) as upper,
    wilson_lower(wins, n, max(setting.level)) as wilson_lower,
    wilson_upper(wins, n, max(setting.level)) as wilson_upper,
    max(setting.level) as level
from race_design
cross join setting
group by race_design.win_rule
order by race_design.win_rule;

comment on column base_rate.win_rule is 'what counts as a win, as in race_outcome';
comment on column base_rate.wins is 'races that the first mover won [races]';
comment on column base_rate.n is 'decided races, one level per pair [races]';
comment on column base_rate.undecided is 'races left out because nobody has won [races]';
comment on column base_rate.other_level is 'decided world races left out because the pair has country races [races]';
comment on column base_rate.rate is 'wins over n; null without races [probability]';
comment on column base_rate.lower is 'lower end of the Jeffreys interval [probability]';
comment on column base_rate.upper is 'upper end of the Jeffreys interval [probability]';
comment on column base_rate.wilson_lower is 'lower end of the Wilson score interval [probability]';
comment on column base_rate.wilson_upper is 'upper end of the Wilson score interval [probability]';
comment on column base_rate.level is 'level of the intervals [probability]';
