-- series: one row per platform, metric, market and period: the resolved figure, the rule that chose it and the claims behind it.
-- A period whose only claims are in doubt has no row. Under the rule corrected, the bias of the source is taken out of the figure
-- where source_bias says that it holds, and bias says how much.
-- carries says whether the figure carries the curve: an upper bound does not, nor does a lower bound below what an earlier figure of the
-- same definition had reached ("more than 2 billion" after 3 billion tells nothing new, and no fall). of_month says whether the figure is
-- the one of its month: among those that carry and are known better than to the year, the most exact, then the latest in the month.
-- key: platform_id, metric, market, period
create or replace table series as
with claims as (
    select platform_id, metric, market, period, count(*) as claims, min(value) as lowest_claim, max(value) as highest_claim
    from observation
    where doubt is null
    group by platform_id, metric, market, period
),
resolved as (
    select observation.platform_id, observation.metric, observation.market, observation.period, observation.period_start,
        observation.period_end, observation.precision,
        case when observation.precision = 'year' then middle_day(observation.period_start, observation.period_end)
            else observation.period_end end as placed_on,
        cast(round(observation.value / exp(coalesce(correction.bias, 0))) as bigint) as value,
        observation.value_lower / exp(coalesce(correction.bias, 0)) as value_lower,
        observation.value_upper / exp(coalesce(correction.bias, 0)) as value_upper, observation.qualifier, observation.unit,
        observation.definition_id, claim_order.rule, claims.claims, claims.lowest_claim, claims.highest_claim,
        observation.source_id, correction.bias, observation.line
    from observation
    join claim_order on claim_order.line = observation.line and claim_order.place = 1
    join claims
        on claims.platform_id = observation.platform_id and claims.metric = observation.metric
        and claims.market = observation.market and claims.period = observation.period
    left join source_bias as correction
        on claim_order.rule = 'corrected' and correction.source_id = observation.source_id and correction.established
        and observation.period_end between correction.holds_from and correction.holds_to
    where observation.doubt is null
),
placed as (
    select *,
        max(case when qualifier <> 'at_most' then value end) over (
            partition by platform_id, metric, market, definition_id
            order by placed_on, case qualifier when 'at_least' then 1 else 0 end, period
            rows between unbounded preceding and 1 preceding
        ) as reached_before
    from resolved
),
carrying as (
    select *,
        case qualifier when 'at_most' then false when 'at_least' then value >= coalesce(reached_before, 0) else true end as carries
    from placed
),
ranked as (
    select *,
        row_number() over (
            partition by platform_id, metric, market, month_of(period_end), precision <> 'year' and carries
            order by case qualifier when 'exact' then 1 when 'approx' then 2 else 3 end, period_end desc, period_start desc, period
        ) as month_choice
    from carrying
)
select platform_id, metric, market, period, period_start, period_end, precision, placed_on, value, value_lower, value_upper,
    qualifier, unit, definition_id, rule, claims, lowest_claim, highest_claim, source_id,
    carries, precision <> 'year' and carries and month_choice = 1 as of_month, bias, line
from ranked
order by platform_id, metric, market, placed_on, period;

comment on column series.platform_id is 'platform';
comment on column series.metric is 'mau, wau, dau (monthly, weekly, daily actives) or registered';
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
