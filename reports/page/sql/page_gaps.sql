-- one row per unknown cell: the four of each kind that move their answer most.
with placed as (
    select *, row_number() over (partition by kind order by rank) as place
    from gap
)
select kind, first_mover || ' and ' || responder || ', ' || market as race, look_for, answer, effect,
    replace(low, '_', ' ') as low, replace(high, '_', ' ') as high, effect_low, effect_high
from placed
where place <= 4
order by rank
