-- one row: the settings of the run, and who stated odds.
select resolve, as_text(as_of) as as_of, (select min(who) from elicited_point where used) as bettor
from setting
