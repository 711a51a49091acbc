-- one row: the unknown cell that would move the primary effect most.
select counted.n, gap.effect, gap.move as value, least(gap.effect_low, gap.effect_high) as lower, greatest(gap.effect_low, gap.effect_high) as upper,
    replace(gap.low, '_', ' ') as low, replace(gap.high, '_', ' ') as high, gap.effect_low, gap.effect_high, gap.kind, gap.first_mover || ' and ' || gap.responder || ' (' || gap.market || ')' as race
from gap
cross join (select count(*) as n from gap where answer = 'primary') as counted
where gap.rank = 1 and gap.answer = 'primary'
