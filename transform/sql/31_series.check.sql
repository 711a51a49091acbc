-- must return no rows: a series has one figure for a period, and never one in doubt.
select series.platform_id, series.metric, series.market, series.period, count(*) as figures
from series
join observation using (line)
group by series.platform_id, series.metric, series.market, series.period
having count(*) > 1 or count(observation.doubt) > 0
