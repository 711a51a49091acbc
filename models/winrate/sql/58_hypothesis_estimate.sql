-- hypothesis_estimate: one row per registered hypothesis and set of races: the estimate and its widest standard error, null where the races
-- are too few.
-- key: hypothesis_id, races
create or replace table work.hypothesis_estimate as
select '' as hypothesis_id, '' as win_rule, cast(0 as bigint) as position, '' as races, cast(0 as bigint) as n, 0e0 as estimate, 0e0 as se, '' as method
where 1 = 0;
