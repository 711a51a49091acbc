-- one row: how far two coders agree on the races, and the first of them with the figures.
select coders.n, coders.agreement as value, coders.kappa, coders.lower as kappa_lower, coders.upper as kappa_upper, coders.level,
    figures.n as figures_n, figures.agreement as figures_agreement, figures.kappa as figures_kappa,
    (select count(*) from coder_difference where coders_differ) as differ
from coder_agreement as coders
left join coder_agreement as figures on figures.comparison = 'primary outcome, both decided'
where coders.comparison = 'second coder' and coders.kappa is not null
