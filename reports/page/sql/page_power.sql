-- one row per true effect: how often a study of these races would find it.
select odds_ratio, points, independent, clustered, n from power order by odds_ratio
