-- whatif: one row, with what the run has for a question: $days (null: those of the race), $network (null: not given), $market and
-- $race ('': none). A part that there is not is null.
with
design as (
    select race_design.*, first.name as first_name, second.name as responder_name,
        case won when 1 then 'first_mover' when 0 then 'responder' else 'undecided' end as winner
    from race_design
    join win_rule using (win_rule)
    join platform as first on first.platform_id = first_mover
    join platform as second on second.platform_id = responder
    where win_rule.role = 'primary'
),
race as (
    from design where race_id = $race
),
decided as (
    from design where counted
),
question as (
    select coalesce(cast($days as double), race.days) as days, coalesce(cast($days as double) / 30.4375, race.months) as months,
        coalesce(nullif($market, ''), race.market) as market, coalesce(cast($network as double), race.responder_network) as network
    from (select 1)
    left join race on true
),
-- the decided races most like the question: by the head start in doublings and, where a network is given, by its logarithm
past as (
    select decided.*, abs(log2(1 + decided.months) - log2(1 + question.months))
        + coalesce(abs(log10(1 + responder_network / 1e6) - log10(1 + question.network / 1e6)), 0) as distance
    from decided
    cross join question
    where race_id <> $race and (question.network is null or responder_network is not null)
    order by distance, race_id
    limit 5
)
select question.days as head_start_days, question.months,
    (select list(distinct race_id order by race_id) from race_design) as races,
    (select {'race_id': race_id, 'market': market, 'first_mover': first_mover, 'responder': responder, 'head_start_days': days,
        'head_start_days_lower': days_lower, 'head_start_days_upper': days_upper, 'winner': winner} from race) as race,
    -- claims of other dates than those of the race widen the range; where not, it is the precision of its dates
    (select dates.first_earliest < stated.first_launch_start or dates.first_latest > stated.first_launch_end
        or dates.responder_earliest < stated.responder_launch_start or dates.responder_latest > stated.responder_launch_end
        from head_start as dates join main.race as stated using (race_id) where race_id = $race) as other_dates,
    (select months from race) as race_months,
    (select first_name from race) as first_name,
    (select responder_name from race) as responder_name,
    (select {'wins': wins, 'n': n, 'rate': rate, 'lower': lower, 'upper': upper, 'level': level, 'label': label}
        from base_rate join win_rule using (win_rule)
        where role = 'primary' and rate is not null) as base,
    (select rate from base_rate join win_rule using (win_rule) where role = 'primary') as base_rate,
    (select {'bucket': bucket, 'wins': wins, 'n': n}
        from win_rate_bucket join win_rule using (win_rule)
        where role = 'primary' and months_from <= question.months and (months_to is null or question.months < months_to)) as alike,
    case when question.market is not null then {'code': question.market,
        'n': (select count(*) from decided where decided.market = question.market),
        'wins': (select coalesce(sum(won), 0) from decided where decided.market = question.market)} end as market,
    case
        when $network is not null then {'users': question.network, 'from': 'asked'}
        when question.network is not null then {'users': question.network, 'from': 'race'}
        when $race = '' then (select {'users': responder_network, 'from': 'founding race'} from founding_race where responder_network is not null)
    end as network,
    (select network_name || ' against ' || first_name from founding_race) as founding,
    (select [min(months) * 30.4375, max(months) * 30.4375] from decided) as days_seen,
    (select [min(responder_network), max(responder_network)] from decided) as networks_seen,
    (select question.days not between min(months) * 30.4375 - 1e-6 and max(months) * 30.4375 + 1e-6 from decided) as days_beyond,
    (select $network not between min(responder_network) and max(responder_network) from decided) as network_beyond,
    (select list({'race_id': race_id, 'market': market, 'head_start_months': months, 'responder_network': responder_network, 'winner': winner}
        order by distance, race_id) from past) as past_races,
    -- the same for people
    (select list({'rivals': first_name || ' against ' || responder_name, 'market': market, 'days': months * 30.4375, 'network': responder_network,
        'who': case winner when 'responder' then responder_name else first_name end} order by distance, race_id) from past) as past,
    (select case winner when 'responder' then responder_name || ' won' when 'first_mover' then first_name || ' won' else 'nobody has won' end
        from race) as what_happened
from question
