-- one row: the head start of the race, the day on which Mi Chat closed, and WeChat's monthly users then.
select head_start.days_lower, head_start.days, head_start.days_upper,
    (select min(date_start) from event where platform_id = 'mi-chat' and event = 'shutdown' and doubt is null) as closed,
    (
        select cast(max_by(value, placed_on) as double)
        from series
        where platform_id = 'wechat' and metric = 'mau' and market = 'WLD' and precision <> 'year'
            and placed_on <= (select min(date_start) from event where platform_id = 'mi-chat' and event = 'shutdown' and doubt is null)
    ) as rival_users
from head_start
where head_start.first_mover = 'mi-chat' and head_start.responder = 'wechat'
order by head_start.race_id
