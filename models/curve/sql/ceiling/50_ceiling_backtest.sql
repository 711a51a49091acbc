-- ceiling_backtest: one row per series and year with a bounded ceiling and a later figure: the ceiling that would have been printed with what
-- was known then, and the highest figure since.
-- key: platform_id, metric, market, definition_id, origin_on
create or replace table ceiling_backtest as
with later as (
    select estimate.platform_id, estimate.metric, estimate.market, estimate.definition_id, estimate.origin_on,
        max(figure.value) as highest_later, max(figure.placed_on) as last_on
    from ceiling_estimate as estimate
    join curve_series as figure
        on figure.platform_id = estimate.platform_id and figure.metric = estimate.metric and figure.market = estimate.market
        and figure.definition_id = estimate.definition_id and figure.placed_on > estimate.origin_on
    where estimate.bounded
    group by estimate.platform_id, estimate.metric, estimate.market, estimate.definition_id, estimate.origin_on
)
select later.platform_id, later.metric, later.market, later.definition_id, later.origin_on, estimate.n, estimate.highest, estimate.ceiling,
    estimate.lower, estimate.upper, estimate.level, estimate.weight_none, later.highest_later, later.last_on,
    later.highest_later > estimate.ceiling as passed_ceiling, later.highest_later > estimate.upper as passed
from later
join ceiling_estimate as estimate
    on estimate.platform_id = later.platform_id and estimate.metric = later.metric and estimate.market = later.market
    and estimate.definition_id = later.definition_id and estimate.origin_on = later.origin_on
order by later.platform_id, later.metric, later.market, later.definition_id, later.origin_on;

comment on column ceiling_backtest.platform_id is 'platform';
comment on column ceiling_backtest.metric is 'metric, a row of the table metric';
comment on column ceiling_backtest.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column ceiling_backtest.definition_id is 'definition in force';
comment on column ceiling_backtest.origin_on is 'day of the last figure that the estimate knows [date]';
comment on column ceiling_backtest.n is 'figures that the estimate knows [figures]';
comment on column ceiling_backtest.highest is 'highest figure known at the origin [see curve_series.unit]';
comment on column ceiling_backtest.ceiling is 'ceiling by ceiling_estimate [see curve_series.unit]';
comment on column ceiling_backtest.lower is 'lower end of its interval [see curve_series.unit]';
comment on column ceiling_backtest.upper is 'upper end of its interval [see curve_series.unit]';
comment on column ceiling_backtest.level is 'level of the interval [probability]';
comment on column ceiling_backtest.weight_none is 'weight of growth without a ceiling [probability]';
comment on column ceiling_backtest.highest_later is 'highest figure after the origin, lower bounds included [see curve_series.unit]';
comment on column ceiling_backtest.last_on is 'day of the last figure of the series [date]';
comment on column ceiling_backtest.passed_ceiling is 'highest_later is above the ceiling';
comment on column ceiling_backtest.passed is 'highest_later is above the upper end of the interval';
