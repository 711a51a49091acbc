-- setting: one row per run: the choices that the queries depend on.
create or replace table setting as
select as_of, resolve, founding_race, metric, market, focus, follow, level, normal_bound(level) as standard_errors
from raw.setting;

comment on column setting.as_of is 'only what was published by this day counts; null: everything';
comment on column setting.resolve is 'rule that chooses among competing claims: primary, low, high, latest or corrected';
comment on column setting.founding_race is 'race of the founding story, which the bet is about';
comment on column setting.metric is 'metric that charts show; null: the one with the most figures';
comment on column setting.market is 'market that charts show; null: the one with the most figures of the metric';
comment on column setting.focus is 'platforms to follow whatever their size, as a;b;c; empty: none';
comment on column setting.follow is 'figures that the series to follow may have together [figures]';
comment on column setting.level is 'level of every interval, the same in every run [probability]';
comment on column setting.standard_errors is 'how many standard errors a normal interval at that level reaches to each side: 1.96 for 0.95';
