-- source_bias: one row per source that gives at least 3 figures for which a better source gives one too: how far its figures lie from
-- the better ones, as the median of the logarithm of their ratio. Better is an earlier kind of source or, for a figure that is
-- approximate, an exact one; claims in doubt and bounds are left out. lower and upper are order statistics around the median (Conover
-- 1999, Practical Nonparametric Statistics, section 3.2); with 3 to 5 overlaps they are the extremes, and level is lower. A run is a
-- sequence of overlaps, by period, on one side of the better figure, each by more than half a percent.
-- established says that the bias can be corrected: the whole interval at the level of the run is on one side, or a run is 5 long
-- (with no bias, 1 chance in 16). It holds for the span of all overlaps in the first case, for that of the run in the second.
-- key: source_id
create or replace table source_bias as
with weighed as (
    select slot, source, value,
        -- one number for the order of figures to compare with: exactness, kind of source, later publication, source, lower value
        wide((exactness_rank * 100 + source_rank) * 1000000 - known_day) * 100000000000000000000000000000
            + wide(source) * 10000000000000000000 + value as weight,
        -- and one for whose figure it is, as every number that is kept for each slot counts
        cast(source as bigint) * 100 + source_rank * 10 + exactness_rank as origin
    from work.figure
    where not doubtful and exactness_rank < 3
),
-- the first figure in that order, for each series and period with several sources
first_of_slot as (
    select slot, min_by(value, weight) as value, min_by(origin, weight) as origin
    from weighed
    group by slot
    having min(source) <> max(source)
),
best as (
    select slot, value, (origin - origin % 100) / 100 as source, (origin % 100 - origin % 10) / 10 as source_rank,
        origin % 10 as exactness_rank
    from first_of_slot
),
behind as (
    select figure.*, best.source as first_source, best.value as first_figure
    from work.figure as figure
    join best on best.slot = figure.slot
    where not figure.doubtful and figure.exactness_rank < 3
        and (best.source_rank < figure.source_rank or best.exactness_rank < figure.exactness_rank)
),
-- For another source's figure it is the better one, if any is; a figure of the same source is held against each.
paired as (
    select line, source, series, period_start, period_end, value, first_figure as better_value, 1 as choice
    from behind
    where source <> first_source
    union all
    select given.line, given.source, given.series, given.period_start, given.period_end, given.value, better.value,
        row_number() over (
            partition by given.line
            order by better.exactness_rank, better.source_rank, better.known_day desc, better.source, better.value
        )
    from behind as given
    join work.figure as better
        on better.slot = given.slot and not better.doubtful and better.source <> given.source
        and better.exactness_rank <= given.exactness_rank
        and (better.source_rank < given.source_rank or better.exactness_rank < given.exactness_rank)
    where given.source = given.first_source
),
measured as (
    select source, series, period_start, period_end, value, ln(cast(value as double) / better_value) as log_ratio
    from paired
    where choice = 1
),
overlap as (
    select source, period_start, period_end, log_ratio,
        -- half a percent is what rounding alone can do to three digits
        case when abs(log_ratio) <= 0.005 then 0 when log_ratio < 0 then -1 else 1 end as side,
        row_number() over (partition by source order by log_ratio) as place,
        row_number() over (partition by source order by period_end, period_start, series, value) as turn,
        count(*) over (partition by source) as n
    from measured
),
-- in a run, the turn among all overlaps and among those on the same side grow together
stretch as (
    select *, turn - row_number() over (partition by source, side order by turn) as run_of
    from overlap
    where n >= 3
),
run as (
    select source, side, run_of, count(*) as length, min(period_start) as begins, max(period_end) as ends,
        row_number() over (partition by source order by count(*) desc, max(turn) desc) as choice
    from stretch
    where side <> 0
    group by source, side, run_of
),
run_place as (
    select stretch.source, stretch.log_ratio, count(*) over (partition by stretch.source) as n,
        row_number() over (partition by stretch.source order by stretch.place) as place
    from stretch
    join run on run.source = stretch.source and run.choice = 1 and run.side = stretch.side and run.run_of = stretch.run_of
),
run_median as (
    select source, avg(log_ratio) as bias
    from run_place
    where 2 * place between n and n + 2
    group by source
),
ends as (
    select distinct stretch.source, stretch.n,
        case when stretch.n < 6 then 1
            else cast(floor((stretch.n + 1) / 2.0 - setting.standard_errors * sqrt(stretch.n) / 2) as bigint) end as from_end,
        case when stretch.n < 6 then 1 - pow(2.0, 1 - stretch.n) else setting.level end as level
    from stretch
    cross join setting
),
summary as (
    select ends.source, ends.n, ends.level,
        avg(case when 2 * stretch.place between ends.n and ends.n + 2 then stretch.log_ratio end) as median,
        max(case when stretch.place = ends.from_end then stretch.log_ratio end) as lower,
        max(case when stretch.place = ends.n + 1 - ends.from_end then stretch.log_ratio end) as upper,
        cast(sum(case when stretch.side <> 0 then 1 else 0 end) as bigint) as differing, min(stretch.period_start) as overlaps_from,
        max(stretch.period_end) as overlaps_to
    from ends
    join stretch using (source)
    group by ends.source, ends.n, ends.level
),
judged as (
    select summary.*, coalesce(run.length, 0) as run_length, run.begins as run_from, run.ends as run_to, run_median.bias as run_bias,
        summary.level >= setting.level and (summary.lower > 0 or summary.upper < 0) as one_sided
    from summary
    cross join setting
    left join run on run.source = summary.source and run.choice = 1
    left join run_median on run_median.source = summary.source
)
select source.source_id, median, lower, upper, level, n, differing, run_length, run_from, run_to, run_bias,
    one_sided or run_length >= 5 as established,
    case when one_sided then median when run_length >= 5 then run_bias end as bias,
    case when one_sided then overlaps_from when run_length >= 5 then run_from end as holds_from,
    case when one_sided then overlaps_to when run_length >= 5 then run_to end as holds_to
from judged
join (select source_id, row_number() over (order by source_id) as source from source) as source on source.source = judged.source
order by source.source_id;

comment on column source_bias.source_id is 'source whose figures are compared';
comment on column source_bias.median is 'median over the overlaps of ln(figure / better figure); -0.01 is 1 percent low';
comment on column source_bias.lower is 'lower end of its interval';
comment on column source_bias.upper is 'upper end of its interval';
comment on column source_bias.level is 'level of the interval, the best that n allows below 6 [probability]';
comment on column source_bias.n is 'figures with a better one for the same period [figures]';
comment on column source_bias.differing is 'of these, figures that differ by more than half a percent [figures]';
comment on column source_bias.run_length is 'longest run of overlaps that differ to the same side [figures]';
comment on column source_bias.run_from is 'first day of that run; null: no run [date]';
comment on column source_bias.run_to is 'last day of that run; null: no run [date]';
comment on column source_bias.run_bias is 'median of ln(figure / better figure) in that run; null: no run';
comment on column source_bias.established is 'the bias is beyond chance, and the rule corrected takes it out';
comment on column source_bias.bias is 'bias that the rule corrected takes out, as a difference of logarithms; null: not established';
comment on column source_bias.holds_from is 'first day for which it holds; null: not established [date]';
comment on column source_bias.holds_to is 'last day for which it holds; null: not established [date]';
