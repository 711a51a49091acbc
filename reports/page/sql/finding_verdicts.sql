-- how many verdicts would have to fall the other way for the interval of the base rate to hold one half, if it does not.
with flipped as (
    select base_rate.wins, base_rate.n, base_rate.level, base_rate.lower, base_rate.upper, flips.flips
    from base_rate
    cross join range(0, 200) as flips (flips)
    where base_rate.win_rule = 'curated' and flips.flips <= base_rate.n and (base_rate.lower > 0.5 or base_rate.upper < 0.5)
)
select min(flips) as verdicts, max(n) as n
from flipped
where (lower > 0.5 and wins >= flips and jeffreys_lower(wins - flips, n, level) <= 0.5)
    or (upper < 0.5 and wins + flips <= n and jeffreys_upper(wins + flips, n, level) >= 0.5)
having count(*) > 0
