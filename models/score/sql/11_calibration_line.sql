-- calibration_line: one row per win rule, way to hold races out and route: the logistic regression of the outcome on the log odds that the route gave, over all
-- races that it speaks of, with probabilities clipped at 0.001 and 0.999. A calibrated route has the intercept 0 and the slope 1; a slope
-- of 0 says that its probabilities have nothing to do with who wins.
-- key: win_rule, held_out, route
create or replace table calibration_line (
    win_rule varchar,
    held_out varchar,
    route varchar,
    n bigint,
    intercept double,
    slope double
);

comment on column calibration_line.win_rule is 'what counts as a win, as in win_rule';
comment on column calibration_line.held_out is 'market or platform, as in race_prediction';
comment on column calibration_line.route is 'route, as in race_prediction';
comment on column calibration_line.n is 'races [races]';
comment on column calibration_line.intercept is 'intercept of the regression [log odds]';
comment on column calibration_line.slope is 'slope of the regression [ratio]';
