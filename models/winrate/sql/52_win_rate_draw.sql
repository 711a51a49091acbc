-- win_rate_draw: one row per win rule, model, clustering and bootstrap draw: the refitted coefficients, from which every band of the
-- empirical curves can be made again.
-- key: win_rule, model, clusters, draw
create or replace table win_rate_draw (
    win_rule varchar,
    model varchar,
    clusters varchar,
    draw bigint,
    intercept double,
    head_start double,
    network double,
    head_start_network double
);

comment on column win_rate_draw.win_rule is 'what counts as a win';
comment on column win_rate_draw.model is 'head_start or head_start_by_network';
comment on column win_rate_draw.clusters is 'what was drawn with replacement: market, platform (of the first mover) or, where all share both, race';
comment on column win_rate_draw.draw is 'number of the draw, from 0';
comment on column win_rate_draw.intercept is 'refitted intercept [log odds]';
comment on column win_rate_draw.head_start is 'refitted slope per doubling [log odds]';
comment on column win_rate_draw.network is 'refitted slope of log10(1 + millions of the responder''s users); null: not in the model [log odds]';
comment on column win_rate_draw.head_start_network is 'refitted slope of the product of the two; null: not in the model [log odds]';
