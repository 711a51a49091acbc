-- coder_agreement: one row per comparison of two codings of the outcome of the races: how often they agree, and Cohen's kappa, the part
-- of the agreement beyond chance, with the standard error of Cohen (1960), "A coefficient of agreement for nominal scales",
-- Educational and Psychological Measurement 20. Both coders read the same text, which for some races states the outcome: kappa is
-- an upper bound of the agreement of coders who search for evidence on their own.
-- key: comparison
create or replace table coder_agreement as
with compared as (
    select 'second coder' as comparison, race_id, winner as one, winner_second_coder as other, blind
    from race
    where winner_second_coder is not null
    union all
    select 'second coder, both decided', race_id, winner, winner_second_coder, blind
    from race
    where winner in ('first_mover', 'responder') and winner_second_coder in ('first_mover', 'responder')
    union all
    select 'primary outcome, both decided', race_id, winner, primary_outcome, blind
    from race
    where winner in ('first_mover', 'responder') and primary_outcome in ('first_mover', 'responder')
    union all
    select 'primary outcome, with ties', race_id, winner, primary_outcome, blind
    from race
    where primary_outcome in ('first_mover', 'responder', 'undecided')
),
counted as (
    select comparison, count(*) as races, cast(sum(case when one = other then 1 else 0 end) as bigint) as agreed,
        cast(sum(case when blind = 'gives_away' then 1 else 0 end) as bigint) as given_away
    from compared
    group by comparison
),
margin as (
    select comparison, one as category, count(*) as by_one, 0 as by_other
    from compared
    group by comparison, one
    union all
    select comparison, other, 0, count(*)
    from compared
    group by comparison, other
),
chance as (
    select comparison, sum(cast(by_one as double) * by_other) as product
    from (
        select comparison, category, sum(by_one) as by_one, sum(by_other) as by_other
        from margin
        group by comparison, category
    ) as category
    group by comparison
),
rated as (
    select counted.*, cast(agreed as double) / races as agreement, product / races / races as expected
    from counted
    join chance using (comparison)
),
estimated as (
    select *, case when expected < 1 then (agreement - expected) / (1 - expected) end as kappa,
        case when expected < 1 then sqrt(agreement * (1 - agreement) / races) / (1 - expected) end as se
    from rated
)
select comparison, races as n, agreed, agreement, expected, kappa,
    greatest(-1.0, kappa - normal_bound(level) * se) as lower,
    least(1.0, kappa + normal_bound(level) * se) as upper, level, given_away
from estimated
cross join setting
order by comparison;

comment on column coder_agreement.comparison is 'what winner is compared with';
comment on column coder_agreement.n is 'races that are compared [races]';
comment on column coder_agreement.agreed is 'races with the same outcome in both [races]';
comment on column coder_agreement.agreement is 'agreed over n [share]';
comment on column coder_agreement.expected is 'agreement by chance with the same frequencies [share]';
comment on column coder_agreement.kappa is 'Cohen''s kappa: 1 is full agreement, 0 that of chance; null: chance alone gives full agreement';
comment on column coder_agreement.lower is 'lower end of its interval';
comment on column coder_agreement.upper is 'upper end of its interval';
comment on column coder_agreement.level is 'level of the interval [probability]';
comment on column coder_agreement.given_away is 'races whose text states the outcome [races]';
