-- conflict: one row per claim that was not chosen, beside the one that was. A claim in doubt is here even when no other claim stands,
-- with nothing beside it.
-- key: platform_id, metric, market, period, value, qualifier, source_id
create or replace table conflict as
select lost.platform_id, lost.metric, lost.market, lost.period, lost.value, lost.qualifier, series.value as chosen_value,
    cast(lost.value as double) / series.value as ratio,
    case when series.line is not null then
        coalesce(lost.value_lower, 0) <= coalesce(series.value_upper, 9e18)
        and coalesce(series.value_lower, 0) <= coalesce(lost.value_upper, 9e18) end as agrees,
    case
        when lost.doubt is not null then 'doubt'
        when series.rule in ('low', 'high') and lost.value <> series.value then 'value'
        when series.rule = 'latest' and lost.known_on is distinct from chosen.known_on then 'publication'
        when lost_order.trust_rank <> chosen_order.trust_rank then 'kind of source'
        when lost_order.exactness_rank <> chosen_order.exactness_rank then 'exactness'
        when lost.known_on is distinct from chosen.known_on then 'publication'
        when lost.value <> series.value then 'value'
        else 'name of source'
    end as lost_on,
    lost_order.rule, lost.source_id, series.source_id as chosen_source_id, lost.quote, lost.doubt, lost.line
from observation as lost
join claim_order as lost_order on lost_order.line = lost.line and (lost_order.place > 1 or lost.doubt is not null)
left join series
    on series.platform_id = lost.platform_id and series.metric = lost.metric and series.market = lost.market
    and series.period = lost.period
left join observation as chosen on chosen.line = series.line
left join claim_order as chosen_order on chosen_order.line = series.line
order by lost.platform_id, lost.metric, lost.market, lost.period_start, lost.period, lost_order.place;

comment on column conflict.platform_id is 'platform';
comment on column conflict.metric is 'mau, wau, dau or registered';
comment on column conflict.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column conflict.period is 'period of the figure, as precise as the source gives it';
comment on column conflict.value is 'claim that was not chosen [see definition]';
comment on column conflict.qualifier is 'exact, approx, at_least or at_most';
comment on column conflict.chosen_value is 'figure that was chosen; null: every claim is in doubt [see definition]';
comment on column conflict.ratio is 'value over chosen_value [ratio]';
comment on column conflict.agrees is 'the two printed figures can both be right: what they leave open overlaps; null: no claim was chosen';
comment on column conflict.lost_on is 'first part of the rule on which the claim lost';
comment on column conflict.rule is 'rule that chose';
comment on column conflict.source_id is 'source of the claim';
comment on column conflict.chosen_source_id is 'source of the chosen claim';
comment on column conflict.quote is 'words of the source';
comment on column conflict.doubt is 'why the claim is never used; null: it is not in doubt';
comment on column conflict.line is 'line of the claim in observations.csv';
