-- One row per stated probability that is in use, with the range of head starts that holds it and how the races in it went.
select elicited_point.who, elicited_point.lead_months_low, elicited_point.lead_months_high, elicited_point.win_probability,
    elicited_point.reports, win_rate_bucket.bucket, win_rate_bucket.wins, win_rate_bucket.n as races,
    sum(win_rate_bucket.n) over () as n, win_rate_bucket.rate as value,
    win_rate_bucket.lower, win_rate_bucket.upper, win_rate_bucket.level
from elicited_point
join win_rate_bucket
    on (elicited_point.lead_months_low + elicited_point.lead_months_high) / 2 >= win_rate_bucket.months_from
    and ((elicited_point.lead_months_low + elicited_point.lead_months_high) / 2 < win_rate_bucket.months_to
        or win_rate_bucket.months_to is null)
where win_rate_bucket.win_rule = 'curated' and elicited_point.used and win_rate_bucket.n > 0
order by elicited_point.lead_months_low desc, elicited_point.who, elicited_point.win_probability
