-- must return no rows: the kinds that need no code divide all races, and an interval contains its rate.
select win_rate.win_rule || ', ' || win_rate.kind as what, sum(win_rate.n) as a, max(every.n) as b
from win_rate
join win_rate as every on every.win_rule = win_rate.win_rule and every.kind = 'all'
where win_rate.kind in ('head_start', 'responder_network', 'scope')
group by win_rate.win_rule, win_rate.kind
having sum(win_rate.n) <> max(every.n)
union all
select win_rule || ', ' || subset, lower, upper
from win_rate
where rate < lower or rate > upper
