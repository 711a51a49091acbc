-- one row per range of the head start, and one for all races.
select bucket as head_start, wins as "won#", n as "decided_races#", undecided as "undecided#",
    case when rate is null then '–' else printf('%.0f%%', 100 * rate) end as "first_mover_won#",
    case when lower is null then '–' else printf('%.0f to %.0f%%', 100 * lower, 100 * upper) end as "Jeffreys_interval#",
    case when wilson_lower is null then '–' else printf('%.0f to %.0f%%', 100 * wilson_lower, 100 * wilson_upper) end as "Wilson_interval#"
from (
    select position, bucket, wins, n, undecided, rate, lower, upper, wilson_lower, wilson_upper from win_rate_bucket where win_rule = 'curated'
    union all
    select 99, 'any (base rate)', wins, n, undecided, rate, lower, upper, wilson_lower, wilson_upper from base_rate where win_rule = 'curated'
)
order by position
