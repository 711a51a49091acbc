-- one row per stated probability in use: how races with a head start in the same range went against owners with a large network, by the
-- outcome from all evidence. face_races, face_wins: with networks at face value; moved: that makes a difference.
with bucket as (
    select position, bucket, months_from, coalesce(months_to, 1000000) as months_to
    from win_rate_bucket
    where win_rule = 'curated'
),
asked as (
    select point.who, point.lead_months_low, point.lead_months_high, point.win_probability, bucket.bucket, bucket.months_from, bucket.months_to
    from elicited_point as point
    join bucket
        on (point.lead_months_low + point.lead_months_high) / 2 >= bucket.months_from
        and (point.lead_months_low + point.lead_months_high) / 2 < bucket.months_to
    where point.used
)
select asked.who, asked.lead_months_low, asked.lead_months_high, asked.win_probability, asked.bucket, founding.responder_network as network,
    founding.responder_name, 1e8 as limit_users, transferable('same_login') as of_login, transferable('brand_only') as of_brand, count(case when design.responder_network >= 1e8 then 1 end) as races,
    count(distinct case when design.responder_network >= 1e8 then design.first_mover || ' ' || design.responder end) as pairs,
    coalesce(sum(case when design.responder_network >= 1e8 then design.won end), 0) as wins,
    sum(count(case when design.responder_network >= 1e8 then 1 end)) over () as n,
    count(design.race_id) as face_races, coalesce(sum(design.won), 0) as face_wins,
    sum(count(case when design.responder_network < 1e8 then 1 end)) over () > 0 as moved
from asked
cross join founding_race as founding
left join race_design as design
    on design.win_rule = 'curated' and design.counted and design.responder_users >= 1e8
    and design.race_id <> founding.race_id and design.months >= asked.months_from and design.months < asked.months_to
where founding.responder_network is not null
group by asked.who, asked.lead_months_low, asked.lead_months_high, asked.win_probability, asked.bucket, founding.responder_network,
    founding.responder_name
order by asked.lead_months_low desc, asked.who, asked.win_probability
