-- one row per route and range of the probabilities that it gave, by the primary rule.
select calibration.route, calibration.mean_p, calibration.n, calibration.wins, calibration.rate, calibration.lower, calibration.upper,
    calibration.level
from calibration
join win_rule using (win_rule)
where win_rule.role = 'primary' and calibration.held_out = 'market' and calibration.route in ('head_start', 'head_start_by_network', 'mechanism', 'bet')
order by case calibration.route when 'head_start' then 1 when 'head_start_by_network' then 2 when 'mechanism' then 3 else 4 end,
    calibration.position
