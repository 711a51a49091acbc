-- power: one row per true effect: how often a study of the same races would find it at the level of the run, by simulation on their head
-- starts at the observed win rate of the primary rule. At an odds ratio of 1 the power is the size of the test, and should be 1 - level.
-- key: odds_ratio
create or replace table power (
    odds_ratio double,
    points double,
    independent double,
    clustered double,
    sd double,
    sd_ratio double,
    n bigint,
    draws bigint,
    level double
);

comment on column power.odds_ratio is 'odds ratio of a win for each doubling of 1 + months of head start';
comment on column power.points is 'the same as the probability with 12 months minus that with 3 [probability]';
comment on column power.independent is 'share of simulated studies that find it, were races independent [probability]';
comment on column power.clustered is 'the same where first movers differ by sd, with errors clustered by first mover [probability]';
comment on column power.sd is 'standard deviation of the first movers'' intercepts, estimated from the races [log odds]';
comment on column power.sd_ratio is 'likelihood-ratio statistic of sd against 0';
comment on column power.n is 'races [races]';
comment on column power.draws is 'simulated studies [studies]';
comment on column power.level is '1 minus the size that the test should have [probability]';
