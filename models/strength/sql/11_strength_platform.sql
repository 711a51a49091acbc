-- strength_platform: one row per platform of a decided race: its strength in the hierarchical model, whichever side it was on. Two platforms
-- differ by the difference of their strengths; few races leave a strength near 0.
-- key: platform_id
create or replace table strength_platform (
    platform_id varchar,
    value double,
    sd double,
    lower double,
    upper double,
    level double,
    races bigint,
    wins bigint
);

comment on column strength_platform.platform_id is 'messenger';
comment on column strength_platform.value is 'posterior mean of the strength [log odds]';
comment on column strength_platform.sd is 'posterior standard deviation [log odds]';
comment on column strength_platform.lower is 'lower end of the central credible interval [log odds]';
comment on column strength_platform.upper is 'upper end of it [log odds]';
comment on column strength_platform.level is 'level of the interval [probability]';
comment on column strength_platform.races is 'decided races of the primary rule [races]';
comment on column strength_platform.wins is 'of these, won [races]';
