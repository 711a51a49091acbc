-- must return no rows: the median lies in its interval, and only an established bias is corrected.
select source_id, median, lower, upper, established, bias
from source_bias
where median < lower or median > upper or established <> (bias is not null) or (bias is not null and holds_from is null)
