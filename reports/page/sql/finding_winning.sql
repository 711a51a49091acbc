-- one row: the verdicts of the sources that rest on a closure, and those that rest on figures or a ranking.
select closure.rate as value, closure.lower, closure.upper, closure.level, closure.n, closure.wins, sum(counted.wins) as counted_wins,
    sum(counted.n) as counted_n, sum(counted.wins) / sum(counted.n) as counted_rate
from win_rate as closure
join win_rate as counted
    on counted.win_rule = closure.win_rule and counted.kind = closure.kind
    and counted.subset in ('judged by figures', 'judged by a ranking')
where closure.win_rule = 'curated' and closure.kind = 'criterion' and closure.subset = 'judged by a closure'
group by closure.rate, closure.lower, closure.upper, closure.level, closure.n, closure.wins
