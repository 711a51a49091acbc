-- series: one row per platform, metric, market and period: the resolved figure, the rule that chose it and the claims behind it.
-- A period whose only claims are in doubt has no row. Under the rule corrected, the bias of the source is taken out of the figure
-- where source_bias says that it holds, and bias says how much.
-- carries says whether the figure carries the curve: an upper bound does not, nor does a lower bound below what an earlier figure of the
-- same definition had reached ("more than 2 billion" after 3 billion tells nothing new, and no fall). of_month says whether the figure is
-- the one of its month: among those that carry and are known better than to the year, the most exact, then the latest in the month.
-- key: platform_id, metric, market, period
create or replace view series as
select series_key.platform_id, series_key.metric, series_key.market, point.period, point.period_start, point.period_end,
    period_precision(point.period) as precision, point.placed_on, point.value, point.value_lower, point.value_upper, point.qualifier,
    definition.unit, definition.definition_id, setting.resolve as rule, point.claims, point.lowest_claim, point.highest_claim,
    source.source_id, point.carries, point.of_month, point.bias, point.line
from work.point as point
join work.series_key as series_key on series_key.series = point.series
join (select distinct definition, definition_id, unit from work.definition_in_force) as definition
    on definition.definition = point.definition
join (select source_id, row_number() over (order by source_id) as source from source) as source on source.source = point.source
cross join setting;

comment on column series.platform_id is 'platform';
comment on column series.metric is 'metric, a row of the table metric';
comment on column series.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column series.period is 'period of the figure, as precise as the source gives it';
comment on column series.period_start is 'first day of the period [date]';
comment on column series.period_end is 'last day of the period [date]';
comment on column series.precision is 'what the period is known to: day, month, quarter or year';
comment on column series.placed_on is 'day at which the figure is drawn: last day of a day, month or quarter; middle of a year [date]';
comment on column series.value is 'resolved figure [see unit]';
comment on column series.value_lower is 'lowest value that the printed figure allows; null when it is an upper bound [see unit]';
comment on column series.value_upper is 'highest value that the printed figure allows; null when it is a lower bound [see unit]';
comment on column series.qualifier is 'exact, approx, at_least or at_most';
comment on column series.unit is 'what is counted: people, accounts or devices';
comment on column series.definition_id is 'definition in force; figures with different ones are not compared';
comment on column series.rule is 'rule that chose the figure';
comment on column series.claims is 'claims for the period, without those in doubt [claims]';
comment on column series.lowest_claim is 'lowest claim for the period [see unit]';
comment on column series.highest_claim is 'highest claim for the period [see unit]';
comment on column series.source_id is 'source of the chosen claim';
comment on column series.carries is 'the figure carries the curve: not an upper bound, nor a lower bound below an earlier figure';
comment on column series.of_month is 'the figure is the one of its month: it carries, is known better than to the year, and is the most exact or latest such';
comment on column series.bias is 'bias of the source that the rule corrected has taken out of the figure, as a difference of logarithms; null: none';
comment on column series.line is 'line of the chosen claim in observations.csv';
