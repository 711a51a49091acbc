-- curve_series: one row per figure of a series that curves may be fitted to: one platform, metric, market and definition, as a new
-- definition begins another series, and of those that followed has. Figures known only to the year and finer ones are not mixed: the kind with more figures stands. A day has
-- one figure. Curves are fitted up to the highest figure; what comes after it, growth curves do not describe.
-- key: platform_id, metric, market, definition_id, placed_on
create or replace table curve_series as
with carrying as (
    select platform_id, metric, market, definition_id, placed_on, period, value, qualifier, unit, precision = 'year' as yearly,
        row_number() over (
            order by case qualifier when 'exact' then 1 when 'approx' then 2 else 3 end, period_end desc, period_start desc, period, platform_id, metric, market
        ) as choice
    from series
    join followed using (platform_id, metric, market)
    where carries
),
kind as (
    select platform_id, metric, market, definition_id, count(*) filter (yearly) > count(*) filter (not yearly) as yearly
    from carrying
    group by platform_id, metric, market, definition_id
),
figure as (
    select carrying.*
    from carrying
    join kind
        on kind.platform_id = carrying.platform_id and kind.metric = carrying.metric and kind.market = carrying.market
        and kind.definition_id = carrying.definition_id and kind.yearly = carrying.yearly
    where carrying.choice in (select min(choice) from carrying group by platform_id, metric, market, definition_id, placed_on, yearly)
),
extent as (
    select platform_id, metric, market, definition_id, min(placed_on) as first_on, max(value) as highest
    from figure
    group by platform_id, metric, market, definition_id
),
peak as (
    select extent.platform_id, extent.metric, extent.market, extent.definition_id, min(extent.first_on) as first_on, max(figure.placed_on) as peak_on
    from extent
    join figure
        on figure.platform_id = extent.platform_id and figure.metric = extent.metric and figure.market = extent.market
        and figure.definition_id = extent.definition_id and figure.value = extent.highest
    group by extent.platform_id, extent.metric, extent.market, extent.definition_id
)
select figure.platform_id, figure.metric, figure.market, figure.definition_id, figure.placed_on, figure.period,
    days_between(peak.first_on, figure.placed_on) / 365.25e0 as x,
    cast(figure.value as double) as value, figure.qualifier, figure.unit,
    figure.qualifier <> 'exact' and figure.value / last_digit(figure.value) < 100 as round,
    case when figure.placed_on > peak.peak_on then 'after_peak' else 'fitted' end as used
from figure
join peak
    on peak.platform_id = figure.platform_id and peak.metric = figure.metric
    and peak.market = figure.market and peak.definition_id = figure.definition_id
order by figure.platform_id, figure.metric, figure.market, figure.definition_id, figure.placed_on;

comment on column curve_series.platform_id is 'platform';
comment on column curve_series.metric is 'metric, a row of the table metric';
comment on column curve_series.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column curve_series.definition_id is 'definition in force; a change of it begins another series';
comment on column curve_series.placed_on is 'day at which the figure is placed [date]';
comment on column curve_series.period is 'period of the figure in series';
comment on column curve_series.x is 'time since the first figure of the series, in years of 365.25 days [year]';
comment on column curve_series.value is 'figure [see unit]';
comment on column curve_series.qualifier is 'exact, approx or at_least; at_least is a lower bound, censored in a fit';
comment on column curve_series.unit is 'what is counted: people, accounts or devices';
comment on column curve_series.round is 'not exact, and of one or two digits: a milestone, announced when it is reached';
comment on column curve_series.used is 'fitted, or after_peak: later than the highest figure, the last of equal ones';
