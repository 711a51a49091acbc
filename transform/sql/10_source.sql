-- source: one row per page, filing or release that a figure is taken from.
-- rank orders the kinds for the rule primary: 1 is believed first.
-- key: source_id
create or replace table source as
with kind_rank (kind, rank) as (
    values
        ('company_filing', 1), ('press_release', 2), ('company_statement', 3),
        ('research', 4), ('database', 5), ('news', 6), ('encyclopedia', 7)
),
known as (
    select source.*, row_number() over (partition by source.source_id order by source.line) as copy
    from raw.source as source
    cross join setting
    where setting.as_of is null or source.published_on_end <= setting.as_of
)
select source.source_id, source.title, source.publisher, source.kind, kind_rank.rank,
    source.published_on, source.published_on_start, source.published_on_end, source.url, source.line
from known as source
left join kind_rank using (kind)
where source.copy = 1
order by source.source_id;

comment on column source.rank is 'rank of the kind of source: 1 is believed first';
