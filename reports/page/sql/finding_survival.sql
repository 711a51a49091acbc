-- the share of first movers not shut down five years after their first rival's entry, where one was observed for so long.
select estimate as value, lower, upper, level, n,
    (select count(*) from race_survival where ended = 'shutdown') as shutdowns, (select count(*) from race_survival where ended = 'acquisition') as sales
from survival
where cohort = 'all' and estimator = 'kaplan_meier' and months <= 60 and lower is not null
    and (select max(months) from survival where cohort = 'all' and estimator = 'kaplan_meier') >= 60
order by months desc
limit 1
