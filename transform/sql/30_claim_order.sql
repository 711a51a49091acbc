-- claim_order: one row per observation, with its place among the claims for the same platform, metric, market and period under the
-- rule in force. Place 1 is chosen. primary: kind of source, exactness, later publication; low, high: the value; latest: later
-- publication, then as primary. What is still equal goes to the higher value, then to the name of the source.
create or replace table claim_order as
with exactness (qualifier, exactness_rank) as (
    values ('exact', 1), ('approx', 2), ('at_least', 3), ('at_most', 3)
)
select observation.line, observation.platform_id, observation.metric, observation.market, observation.period,
    setting.resolve as rule, exactness.exactness_rank,
    row_number() over (
        partition by observation.platform_id, observation.metric, observation.market, observation.period
        order by
            case setting.resolve when 'low' then observation.value when 'high' then -observation.value end,
            case setting.resolve when 'latest' then days_between(coalesce(observation.known_on, date '1970-01-01'), date '2100-01-01') end,
            observation.source_rank,
            exactness.exactness_rank,
            coalesce(observation.known_on, date '1970-01-01') desc,
            observation.value desc,
            observation.source_id,
            observation.line
    ) as place
from observation
join exactness using (qualifier)
cross join setting
order by observation.platform_id, observation.metric, observation.market, observation.period, place;

comment on column claim_order.rule is 'rule that ordered the claims';
comment on column claim_order.exactness_rank is 'exact 1, approx 2, bounds 3';
comment on column claim_order.place is 'place among the claims for the period; 1 is chosen [rank]';
