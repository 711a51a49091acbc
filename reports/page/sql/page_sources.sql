-- one row per publisher, with its sources: number counts them all from 1, in the order of the list.
with numbered as (
    select publisher, source_id as id, title, coalesce(published_on, '') as published, case when url like 'http%' then url else '' end as url,
        row_number() over (order by lower(publisher), publisher, coalesce(published_on, '9999'), source_id) as number
    from source
    order by number
    limit 2000
)
select publisher, list_sort(list({'number': number, 'id': id, 'title': title, 'published': published, 'url': url})) as sources
from numbered
group by publisher
order by min(number)
