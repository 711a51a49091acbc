-- check_warnings: one row per warning about a source or a figure, in the order in which they are shown. Those with a from are warnings
-- only where growth cannot explain the step.
with place as (
    select 'observation' as relation, line, file || coalesce(':' || file_line, '') as file from raw.observation
    union all
    select 'source', line, file || coalesce(':' || file_line, '') from raw.source
),
-- sources whose figures lie to one side of better ones
bias as (
    select 1 as position, place.line as row, place.file || ': ' || bias.source_id || ' gives figures '
        || printf('%.1f', 100 * abs(exp(bias.bias) - 1)) || case when bias.bias < 0 then '% below' else '% above' end
        || ' better sources from ' || month_text(bias.holds_from) || ' to ' || month_text(bias.holds_to)
        || ' (' || bias.n || ' overlaps, ' || bias.run_length || ' in a row on that side); correct them in a run with --resolve corrected' as line,
        0 as "from", 0 as "to", 0 as months
    from source_bias as bias
    join raw.source as given on given.source_id = bias.source_id
    join place on place.relation = 'source' and place.line = given.line
    where bias.established
),
-- figures of a period that begins after their source was published
future as (
    select 2, place.line, place.file || ': period: ' || given.period || ' begins after ' || source.source_id
        || ' was published (' || source.published_on || '); a forecast is not an observation: fill in doubt, or correct the period', 0, 0, 0
    from observation
    join raw.observation as given using (line)
    join raw.source as source on source.source_id = given.source_id
    join place on place.relation = 'observation' and place.line = given.line
    where given.period_start > source.published_on_end and given.doubt is null
),
-- figures beside the one before, by the same definition
jump as (
    select 3, place.line, place.file || ': value: ' || format('{:,}', segment.to_value) || ' in ' || segment.to_period || ' after '
        || format('{:,}', segment.from_value) || ' in ' || segment.from_period || '; growth cannot explain this, so check both figures',
        segment.from_value, segment.to_value, segment.gap_months
    from segment
    join series
        on series.platform_id = segment.platform_id and series.metric = segment.metric and series.market = segment.market
        and series.period = segment.to_period
    join place on place.relation = 'observation' and place.line = series.line
)
from (from bias union all from future union all from jump)
order by position, row
