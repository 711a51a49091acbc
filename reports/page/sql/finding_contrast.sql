-- the win rates with a year or more of head start and with less, and their difference.
select months, short_wins, short_n, long_wins, long_n, short_rate, long_rate, difference as value, lower, upper, level, n
from win_rate_contrast
where win_rule = 'curated' and months = 12 and difference is not null
