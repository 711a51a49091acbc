-- critical_lead: one row per network of the responder's owner and quantile of the critical lead: the head start with which the first
-- mover wins that often. The responder has a launch of its own beside the network.
-- key: network, probability
create or replace table critical_lead (
    network double,
    probability double,
    months double,
    lower double,
    upper double,
    level double,
    monte_carlo_error double,
    draws bigint
);

comment on column critical_lead.network is 'transferable users of the responder''s owner [people]';
comment on column critical_lead.probability is 'how often the first mover wins with that head start [probability]';
comment on column critical_lead.months is 'critical lead; null: no head start is enough so often [month]';
comment on column critical_lead.lower is 'lower end of the credible band; null: never [month]';
comment on column critical_lead.upper is 'upper end of the credible band; null: never [month]';
comment on column critical_lead.level is 'level of the band [probability]';
comment on column critical_lead.monte_carlo_error is 'standard error from the number of draws; null: not finite [month]';
comment on column critical_lead.draws is 'simulated races [races]';
