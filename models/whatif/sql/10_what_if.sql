-- what_if: one row per model, network and head start: the probability that the first mover wins, the models side by side.
-- empirical looks at past races, empirical_by_network at those with a known network of the responder, race at the mechanism, elicited at the bet. A null network is
-- a model that does not ask for it.
-- key: model, network, months
create or replace table what_if as
select model, network, months, p, lower, upper, level, n, base_rate.rate as base_rate
from win_rate_curve
left join (select rate from base_rate join win_rule using (win_rule) where win_rule.role = 'primary') as base_rate on true
where model in ('empirical', 'empirical_by_network', 'race', 'elicited') and (win_rule = '' or win_rule in (select win_rule from win_rule where role = 'primary'))
order by model, network nulls first, months;

comment on column what_if.model is 'empirical, empirical_by_network, race or elicited';
comment on column what_if.network is 'transferable users that the responder''s owner could bring, the first mover''s nothing; null: not asked [people]';
comment on column what_if.months is 'head start [month]';
comment on column what_if.p is 'probability that the first mover wins [probability]';
comment on column what_if.lower is 'lower end of the band [probability]';
comment on column what_if.upper is 'upper end of the band [probability]';
comment on column what_if.level is 'level of the band; 0: the ends of a range that has no level [probability]';
comment on column what_if.n is 'races behind the estimate; 0: none [races]';
comment on column what_if.base_rate is 'win rate whatever the head start; null: no decided race [probability]';
