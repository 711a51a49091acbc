-- one row: the win rate with a year or more of head start against less, by the primary rule.
select contrast.months, contrast.less_wins, contrast.less_n, contrast.less_rate, contrast.more_wins, contrast.more_n, contrast.more_rate,
    contrast.difference as value, contrast.lower, contrast.upper, contrast.level, contrast.n
from win_rate_contrast as contrast
join win_rule using (win_rule)
where win_rule.role = 'primary' and contrast.months = 12 and contrast.difference is not null
