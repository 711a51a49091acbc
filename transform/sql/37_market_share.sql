-- market_share: one row per metric, market, month and platform: its share of the sum over the tracked platforms that have a figure
-- in that month. People use several platforms, and platforms without a figure are missing: this is not a share of all use.
-- A platform that is part of another one counted in the month is left out, so that nobody is counted twice by design.
-- key: metric, market, month, platform_id
create or replace view market_share as
select series_key.metric, series_key.market, share.month, series_key.platform_id, share.value, share.share, share.platforms
from work.share as share
join work.series_key as series_key on series_key.crowd = share.crowd and series_key.platform = share.platform;

comment on column market_share.metric is 'metric, a row of the table metric';
comment on column market_share.market is 'ISO 3166-1 alpha-3 code, or WLD for the world';
comment on column market_share.month is 'first day of the month [date]';
comment on column market_share.platform_id is 'platform';
comment on column market_share.value is 'figure of the month, reported or interpolated [see definition]';
comment on column market_share.share is 'share of the sum over the tracked platforms with a figure in the month [ratio]';
comment on column market_share.platforms is 'tracked platforms with a figure in the month [platforms]';
