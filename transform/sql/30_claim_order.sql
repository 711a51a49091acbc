-- claim_order: one row per observation, with its place among the claims for the same platform, metric, market and period under the
-- rule in force. Place 1 is chosen. primary: kind of source, exactness, later publication; low, high: the value; latest: later
-- publication, then as primary. What is still equal goes to the higher value, then to the name of the source.
-- An exact figure that a better kind of source gives rounded (1,082.5 million in the news, 1,082 million in the company's slides) is
-- believed as much as that source, and so comes before it: the two say the same, one of them to the last digit.
-- A claim with a doubt comes after all others, whatever the rule. corrected orders as primary; series then takes the bias out.
-- key: platform_id, metric, market, period, place
create or replace view claim_order as
select figure.line, observation.platform_id, observation.metric, observation.market, observation.period, setting.resolve as rule,
    figure.trust_rank, figure.exactness_rank,
    row_number() over (partition by figure.slot order by figure.doubtful, figure.weight, figure.line) as place
from work.figure as figure
join raw.observation as observation on observation.line = figure.line
cross join setting;

comment on column claim_order.line is 'line in observations.csv';
comment on column claim_order.platform_id is 'platform';
comment on column claim_order.metric is 'metric, a row of the table metric';
comment on column claim_order.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column claim_order.period is 'period that the claim is for';
comment on column claim_order.trust_rank is 'rank of the kind of source, or of a better one that gives the same figure rounded: 1 is believed first [rank]';
comment on column claim_order.rule is 'rule that ordered the claims';
comment on column claim_order.exactness_rank is 'exact 1, approx 2, bounds 3';
comment on column claim_order.place is 'place among the claims for the period; 1 is chosen, unless it is in doubt [rank]';
