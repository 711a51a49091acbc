-- one row: how far the win rate lies apart between definitions of winning, and by the primary one between sets of races, with the lowest
-- and the highest set. Definitions and sets with 10 decided races or more; the head start itself makes no set. both and agreed: the
-- races that the primary definition and all evidence both decide, and those on which they agree.
with defined as (
    select count(*) as definitions, min(rate) as defined_least, max(rate) as defined_most
    from base_rate
    where n >= 10
),
grouped as (
    select win_rate.*, count(*) over () as sets, row_number() over (order by rate, kind, win_rate.position) as from_least,
        row_number() over (order by rate desc, kind, win_rate.position) as from_most
    from win_rate
    join win_rule using (win_rule)
    where win_rule.role = 'primary' and win_rate.kind not in ('all', 'head_start', 'pair_once') and win_rate.n >= 10
)
select most.rate as value, most.lower, most.upper, most.level, most.n, most.wins, most.subset, least.subset as least_subset,
    least.wins as least_wins, least.n as least_n, least.rate as least_rate, least.lower as least_lower, least.upper as least_upper,
    most.sets, 10 as sets_from, defined.*, most.rate - least.rate > defined_most - defined_least as sets_differ_more,
    agreement.n as both, agreement.agreed
from grouped as most
join grouped as least on least.from_least = 1
cross join defined
left join coder_agreement as agreement on agreement.comparison = 'primary outcome, both decided'
where most.from_most = 1 and most.sets > 1 and defined.definitions > 1
