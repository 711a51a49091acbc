-- shown: one row per run, none without figures: the metric and market that charts of one metric show, the ones of the settings or else
-- those with the most figures.
create or replace table shown as
with counted as (
    select series.metric, series.market, count(*) as figures
    from series
    cross join setting
    where (setting.metric is null or series.metric = setting.metric) and (setting.market is null or series.market = setting.market)
    group by series.metric, series.market
),
placed as (
    select *, row_number() over (order by figures desc, case market when 'WLD' then 0 else 1 end, metric, market) as place
    from counted
)
select placed.metric, placed.market, metric.label, metric.short, placed.figures
from placed
join metric on metric.metric = placed.metric
where placed.place = 1;

comment on column shown.metric is 'metric that charts show';
comment on column shown.market is 'market that charts show: ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column shown.label is 'what a figure counts, in the plural';
comment on column shown.short is 'the same in one or two words';
comment on column shown.figures is 'figures of that metric and market in series';
