-- one row per criterion, closures first: the races that were judged by a closure, by figures and by a ranking, from all evidence,
-- where 10 or more races were judged so. apart:
-- the interval of closures lies above that of another.
select closure.rate as value, closure.lower, closure.upper, closure.level, closure.n, judged.subset, judged.wins, judged.n as races,
    judged.rate, judged.lower as rate_lower, judged.upper as rate_upper, closure.lower > min(judged.upper) over () as apart
from win_rate as closure
join win_rate as judged on judged.win_rule = closure.win_rule and judged.kind = closure.kind
where closure.win_rule = 'curated' and closure.kind = 'criterion' and closure.subset = 'judged by a closure' and closure.n >= 10
    and judged.subset in ('judged by a closure', 'judged by figures', 'judged by a ranking') and judged.n >= 10
    and exists (select 1 from win_rate as other where other.win_rule = 'curated' and other.subset = 'judged by figures' and other.n >= 10)
order by judged.position
