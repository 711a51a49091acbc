-- event: one row per launch, shutdown, rename … as one source states it.
-- key: platform_id, event, date, market, source_id
create or replace table event as
select event.platform_id, event.event, event.date, event.date_start, event.date_end,
    period_precision(event.date) as precision, event.market, event.source_id,
    source.published_on_end as known_on, source.rank as source_rank, event.note, event.doubt, event.line
from raw.event as event
join source using (source_id)
order by event.platform_id, event.date_start, event.event, event.market, event.line;

comment on column event.precision is 'what the date is known to: day, month, quarter or year';
comment on column event.known_on is 'last day on which the source can have been published; null: not known [date]';
comment on column event.source_rank is 'rank of the kind of source: 1 is believed first';
