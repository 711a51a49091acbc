-- metric: one row per metric that figures may have.
-- key: metric
create or replace table metric as
select metric, label, short, counts, breadth, line
from raw.metric
order by breadth nulls last, metric;

comment on column metric.metric is 'identifier, such as mau';
comment on column metric.label is 'what a figure counts, in the plural';
comment on column metric.short is 'the same in one or two words';
comment on column metric.counts is 'people (no figure is above the population), accounts or other';
comment on column metric.line is 'line of the row in its table; null: a metric that headstart knows by itself';
comment on column metric.breadth is 'no figure is above one of a broader metric of the same platform, market and period; null: it compares with none';
