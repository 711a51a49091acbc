-- ceiling: one row per series with eight figures or more up to the highest: its ceiling by all figures, how ceilings of earlier years have held,
-- and whether it agrees with the forecast of the series.
-- key: platform_id, metric, market, definition_id
create or replace table ceiling as
with passing as (
    select count(*) as estimates, count(*) filter (passed) as passed from ceiling_backtest
),
record as (
    select estimates, passed, estimates >= 10 and 10 * passed <= estimates as holds from passing
),
latest as (
    select *, row_number() over (partition by platform_id, metric, market, definition_id order by origin_on desc) as place
    from ceiling_estimate
),
expected as (
    select platform_id, metric, market, definition_id, max(case when quantile = 0.5 then value end) as forecast,
        max(case when quantile = 0.9 then value end) as forecast_upper
    from forecast
    where chosen
    group by platform_id, metric, market, definition_id
)
select latest.platform_id, latest.metric, latest.market, latest.definition_id, latest.origin_on, latest.n, latest.highest, latest.bounded,
    case when latest.bounded then latest.ceiling end as ceiling,
    case when latest.bounded and record.holds then latest.lower end as lower,
    case when latest.bounded and record.holds then latest.upper end as upper,
    latest.level, record.holds as interval_holds, record.estimates as past_estimates, record.passed as past_passed,
    latest.weight_logistic, latest.weight_gompertz, latest.weight_none, expected.forecast, expected.forecast_upper,
    case when latest.bounded
        then greatest(expected.forecast, coalesce(expected.forecast_upper, 0)) > case when record.holds then latest.upper else latest.ceiling end
    end as contradicts_forecast,
    case
        when not latest.bounded then latest.reason
        when record.estimates < 10 then 'no interval: ' || record.estimates || ' ceilings of earlier years are too few to judge intervals by'
        when not record.holds
            then 'no interval: ' || record.passed || ' of ' || record.estimates || ' ceilings of earlier years were later passed above theirs'
    end as reason
from latest
cross join record
left join expected
    on expected.platform_id = latest.platform_id and expected.metric = latest.metric and expected.market = latest.market
    and expected.definition_id = latest.definition_id
where latest.place = 1
order by latest.platform_id, latest.metric, latest.market, latest.definition_id;

comment on column ceiling.platform_id is 'platform';
comment on column ceiling.metric is 'metric, a row of the table metric';
comment on column ceiling.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column ceiling.definition_id is 'definition in force';
comment on column ceiling.origin_on is 'day of the last figure [date]';
comment on column ceiling.n is 'figures [figures]';
comment on column ceiling.highest is 'highest figure [see curve_series.unit]';
comment on column ceiling.bounded is 'the figures bound the ceiling, as in ceiling_estimate';
comment on column ceiling.ceiling is 'ceiling, averaged over curves with and without one; null: not bounded, see reason [see curve_series.unit]';
comment on column ceiling.lower is 'lower end of its interval; null: not bounded, or interval_holds is false [see curve_series.unit]';
comment on column ceiling.upper is 'upper end of its interval; null: not bounded, or interval_holds is false [see curve_series.unit]';
comment on column ceiling.level is 'level of the interval [probability]';
comment on column ceiling.interval_holds is 'ceiling_backtest has ten ceilings or more, and at most a tenth of them were later passed above their interval';
comment on column ceiling.past_estimates is 'ceilings in ceiling_backtest, of all series [ceilings]';
comment on column ceiling.past_passed is 'of these, passed above their interval by a later figure [ceilings]';
comment on column ceiling.weight_logistic is 'weight of the logistic curve [probability]';
comment on column ceiling.weight_gompertz is 'weight of the Gompertz curve [probability]';
comment on column ceiling.weight_none is 'weight of growth without a ceiling [probability]';
comment on column ceiling.forecast is 'highest forecast of the next four quarters; null: none [see curve_series.unit]';
comment on column ceiling.forecast_upper is 'highest upper end of its 80 % interval, which a quarter may lack; null: none [see curve_series.unit]';
comment on column ceiling.contradicts_forecast is 'the forecast, with its 80 % interval where there is one, reaches above the ceiling, or above its interval where that is given; null: no ceiling or no forecast';
comment on column ceiling.reason is 'why there is no ceiling, or no interval; null: there are both';
