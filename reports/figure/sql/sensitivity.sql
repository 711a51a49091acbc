-- one row per specification: by win rule over all races, then by set of races and reading of the head start by the primary rule.
select case when win_rule.role = 'primary' and sensitivity.kind <> 'all' then 2 else 1 end as part, sensitivity.kind,
    case when sensitivity.kind = 'all' then win_rule.label else sensitivity.subset end as label, win_rule.role = 'primary' as is_primary,
    sensitivity.n, sensitivity.rate, sensitivity.rate_lower, sensitivity.rate_upper, sensitivity.effect, sensitivity.effect_lower,
    sensitivity.effect_upper, coalesce(sensitivity.level, setting.level) as level
from sensitivity
join win_rule using (win_rule)
cross join setting
where (sensitivity.kind = 'all' or win_rule.role = 'primary') and sensitivity.kind not in ('head_start', 'pair_once', 'source')
    and (sensitivity.n >= 8 or sensitivity.kind = 'all')
order by 1, case sensitivity.kind when 'all' then 1 when 'launch_dates' then 2 when 'criterion' then 3 when 'wave' then 4 when 'entry' then 5
    when 'rivalry' then 6 when 'responder_network' then 7 else 8 end, win_rule.position, sensitivity.kind, sensitivity.position
