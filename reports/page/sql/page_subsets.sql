-- one row per set of races, by the primary rule and by the outcome from all evidence.
select own.subset, own.n, own.wins, own.rate, own.lower, own.upper, curated.n as curated_n, curated.wins as curated_wins,
    curated.rate as curated_rate, curated.lower as curated_lower, curated.upper as curated_upper
from win_rate as own
join win_rule on win_rule.win_rule = own.win_rule and win_rule.role = 'primary'
left join win_rate as curated on curated.win_rule = 'curated' and curated.kind = own.kind and curated.subset = own.subset
where own.kind <> 'all'
order by own.kind, own.position
