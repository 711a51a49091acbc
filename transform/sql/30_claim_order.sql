-- claim_order: one row per observation, with its place among the claims for the same platform, metric, market and period under the
-- rule in force. Place 1 is chosen. primary: kind of source, exactness, later publication; low, high: the value; latest: later
-- publication, then as primary. What is still equal goes to the higher value, then to the name of the source.
-- An exact figure that a better kind of source gives rounded (1,082.5 million in the news, 1,082 million in the company's slides) is
-- believed as much as that source, and so comes before it: the two say the same, one of them to the last digit.
-- A claim with a doubt comes after all others, whatever the rule. corrected orders as primary; series then takes the bias out.
-- key: platform_id, metric, market, period, place
create or replace table claim_order as
with exactness (qualifier, exactness_rank) as (
    values ('exact', 1), ('approx', 2), ('at_least', 3), ('at_most', 3)
),
rounded_elsewhere as (
    select exact.line, min(rounded.source_rank) as source_rank
    from observation as exact
    join observation as rounded
        on rounded.platform_id = exact.platform_id and rounded.metric = exact.metric and rounded.market = exact.market
        and rounded.period = exact.period and exact.value between rounded.value_lower and rounded.value_upper
    where exact.qualifier = 'exact' and rounded.qualifier = 'approx' and rounded.doubt is null
    group by exact.line
),
trusted as (
    select observation.*, least(observation.source_rank, coalesce(rounded_elsewhere.source_rank, observation.source_rank)) as trust_rank
    from observation
    left join rounded_elsewhere using (line)
)
select observation.line, observation.platform_id, observation.metric, observation.market, observation.period,
    setting.resolve as rule, observation.trust_rank, exactness.exactness_rank,
    row_number() over (
        partition by observation.platform_id, observation.metric, observation.market, observation.period
        order by
            case when observation.doubt is null then 0 else 1 end,
            case setting.resolve when 'low' then observation.value when 'high' then -observation.value end,
            case setting.resolve when 'latest' then days_between(coalesce(observation.known_on, date '1970-01-01'), date '2100-01-01') end,
            observation.trust_rank,
            exactness.exactness_rank,
            coalesce(observation.known_on, date '1970-01-01') desc,
            observation.value desc,
            observation.source_id,
            observation.qualifier,
            observation.line
    ) as place
from trusted as observation
join exactness using (qualifier)
cross join setting
order by observation.platform_id, observation.metric, observation.market, observation.period, place;

comment on column claim_order.line is 'line in observations.csv';
comment on column claim_order.platform_id is 'platform';
comment on column claim_order.metric is 'mau, wau, dau or registered';
comment on column claim_order.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column claim_order.period is 'period that the claim is for';
comment on column claim_order.trust_rank is 'rank of the kind of source, or of a better one that gives the same figure rounded: 1 is believed first [rank]';
comment on column claim_order.rule is 'rule that ordered the claims';
comment on column claim_order.exactness_rank is 'exact 1, approx 2, bounds 3';
comment on column claim_order.place is 'place among the claims for the period; 1 is chosen, unless it is in doubt [rank]';
