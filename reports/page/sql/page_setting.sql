-- one row: the settings of the run, who stated odds, and how many series there are and are followed.
select resolve, as_text(as_of) as as_of, (select min(who) from elicited_point where used) as bettor,
    (select count(*) from followed) as followed, (select count(*) from (select distinct platform_id, metric, market from series)) as series
from setting
