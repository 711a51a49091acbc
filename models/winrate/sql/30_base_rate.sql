-- base_rate: one row per win rule: how often the first mover won, whatever the head start.
-- key: win_rule
create or replace table base_rate as
select win_rule.win_rule, coalesce(win_rate.wins, 0) as wins, coalesce(win_rate.n, 0) as n,
    (select count(*) from race_design where race_design.win_rule = win_rule.win_rule and won is null) as undecided,
    win_rate.rate, win_rate.lower, win_rate.upper, setting.level, win_rate.method, win_rate.design_effect, win_rate.first_movers,
    win_rate.markets
from win_rule
cross join setting
left join win_rate on win_rate.win_rule = win_rule.win_rule and win_rate.kind = 'all'
order by win_rule.position;

comment on column base_rate.win_rule is 'what counts as a win, as in win_rule';
comment on column base_rate.wins is 'races that the first mover won [races]';
comment on column base_rate.n is 'decided races [races]';
comment on column base_rate.undecided is 'races that the rule does not decide [races]';
comment on column base_rate.rate is 'wins over n; null without races [probability]';
comment on column base_rate.lower is 'lower end of the widest interval, as in win_rate [probability]';
comment on column base_rate.upper is 'upper end of that interval [probability]';
comment on column base_rate.level is 'level of the interval [probability]';
comment on column base_rate.method is 'which interval it is, as in win_rate';
comment on column base_rate.design_effect is 'variance of the widest clustered error over that of independent races';
comment on column base_rate.first_movers is 'different first movers among the decided races [platforms]';
comment on column base_rate.markets is 'different markets among the decided races [markets]';
