-- proxy: one row per figure that moves with use but does not count users of a platform: shares of page views, search interest, ranks. It enters
-- no model.
-- key: source_id, market, period, name, measure
create or replace table proxy as
select proxy.source_id, proxy.market, proxy.period, proxy.period_start, proxy.period_end, proxy.name, proxy.measure, proxy.value,
    proxy.unit, proxy.note, proxy.line
from raw.proxy as proxy
join setting on setting.as_of is null
    or exists (select 1 from source where source.source_id = proxy.source_id)
order by proxy.source_id, proxy.market, proxy.name, proxy.measure, proxy.period_start, proxy.period;

comment on column proxy.source_id is 'source that states it';
comment on column proxy.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column proxy.period is 'period of the figure, as precise as the source gives it';
comment on column proxy.period_start is 'first day of the period [date]';
comment on column proxy.period_end is 'last day of the period [date]';
comment on column proxy.name is 'what is measured, as the source calls it';
comment on column proxy.measure is 'how it is measured, such as pageview_share';
comment on column proxy.value is 'the figure [see unit]';
comment on column proxy.unit is 'unit of the figure';
comment on column proxy.note is 'what to watch for';
comment on column proxy.line is 'line in proxies.csv; of a row from elsewhere its number in the relation claim';
