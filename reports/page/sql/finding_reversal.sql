-- how few verdicts the other way would make the head start tell, and which way; both where they are as few.
select string_agg(conclusion, ' or ' order by conclusion desc) as conclusion, verdicts, n
from reversal
where verdicts = (select min(verdicts) from reversal where verdicts > 0)
group by verdicts, n
