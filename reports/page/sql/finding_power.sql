-- one row: how often a study of these races would find an effect of 1.2 per doubling, and how often it would find one where there is none.
select real.clustered as value, real.odds_ratio - 1 as raise, real.points, real.n, none.clustered as size
from power as real
join power as none on none.odds_ratio = 1
where real.odds_ratio = 1.2e0
