-- one row per source whose figures lie to one side of better ones.
select source.title, bias.bias, exp(abs(bias.bias)) - 1 as off_by, bias.bias < 0 as low, bias.n as overlaps, bias.run_length,
    sum(bias.n) over () as n
from source_bias as bias
join source using (source_id)
where bias.established and bias.bias is not null
order by abs(bias.bias) desc, source.source_id
limit 3
