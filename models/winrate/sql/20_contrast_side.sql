-- contrast_side: one row per race and contrast that it takes part in: on which of two sides it stands.
-- key: contrast, race_id
create or replace table contrast_side as
with cut (months) as (values (3), (6), (12), (24))
select 'head start of ' || as_text(cut.months) || ' months' as contrast, cut.months, design.race_id,
    case when design.months >= cut.months then 'more' else 'less' end as side
from cut
cross join race_design as design
where design.win_rule = 'curated'
union all
select 'launches dated in the market', null, race_id, case subset when 'both launches dated in the market' then 'more' else 'less' end
from race_subset
where kind = 'launch_dates'
union all
select 'wave 2', null, race_id, case subset when 'wave 2' then 'more' else 'less' end
from race_subset
where kind = 'wave'
order by contrast, race_id;

comment on column contrast_side.contrast is 'what divides the races';
comment on column contrast_side.months is 'head start from which a race is on the side more; null: divided by something else [month]';
comment on column contrast_side.race_id is 'race';
comment on column contrast_side.side is 'more: the longer head start, or what the contrast names; less: the others';
