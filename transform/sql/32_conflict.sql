-- conflict: one row per claim that was not chosen, beside the one that was. A claim in doubt is here even when no other claim stands,
-- with nothing beside it.
-- key: platform_id, metric, market, period, value, qualifier, source_id
create or replace view conflict as
with chosen as (
    select point.line, point.slot, point.value, point.value_lower, point.value_upper, figure.trust_rank, figure.exactness_rank,
        figure.known_day, source.source_id
    from work.point as point
    join work.figure as figure on figure.line = point.line
    join (select source_id, row_number() over (order by source_id) as source from source) as source on source.source = point.source
),
claim as (
    select figure.*, observation.platform_id, observation.metric, observation.market, observation.period, observation.qualifier,
        case observation.qualifier when 'at_most' then null when 'at_least' then cast(figure.value as double)
            else figure.value - left_open(figure.value, observation.qualifier) end as value_lower,
        case observation.qualifier when 'at_least' then null when 'at_most' then cast(figure.value as double)
            else figure.value + left_open(figure.value, observation.qualifier) end as value_upper,
        observation.source_id, observation.quote, observation.doubt
    from work.figure as figure
    join raw.observation as observation on observation.line = figure.line
)
select claim.platform_id, claim.metric, claim.market, claim.period, claim.value, claim.qualifier,
    chosen.value as chosen_value, cast(claim.value as double) / chosen.value as ratio,
    case when chosen.slot is not null then
        coalesce(claim.value_lower, 0) <= coalesce(chosen.value_upper, 9e18)
        and coalesce(chosen.value_lower, 0) <= coalesce(claim.value_upper, 9e18) end as agrees,
    case
        when claim.doubt is not null then 'doubt'
        when setting.resolve in ('low', 'high') and claim.value <> chosen.value then 'value'
        when setting.resolve = 'latest' and claim.known_day <> chosen.known_day then 'publication'
        when claim.trust_rank <> chosen.trust_rank then 'kind of source'
        when claim.exactness_rank <> chosen.exactness_rank then 'exactness'
        when claim.known_day <> chosen.known_day then 'publication'
        when claim.value <> chosen.value then 'value'
        else 'name of source'
    end as lost_on,
    setting.resolve as rule, claim.source_id, chosen.source_id as chosen_source_id, claim.quote, claim.doubt,
    claim.line
from claim
left join chosen on chosen.slot = claim.slot
cross join setting
where chosen.line is null or chosen.line <> claim.line;

comment on column conflict.platform_id is 'platform';
comment on column conflict.metric is 'metric, a row of the table metric';
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

