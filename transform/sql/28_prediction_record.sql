-- prediction_record: one row per prediction that an earlier run made by the day as of which the tables are, as it was frozen then: of an
-- undecided race, or a quantile of the estimate of a registered hypothesis on races collected since.
-- key: made_on, target, subject, route, quantile
create or replace table prediction_record as
select made_on_start as made_on, run, target, subject, route, case when output <> 'probability' then cast(output as double) end as quantile,
    value, line
from raw.prediction_record
where (select as_of from setting) is null or made_on_end <= (select as_of from setting)
order by made_on, target, subject, route, quantile;

comment on column prediction_record.made_on is 'information cutoff of the run [date]';
comment on column prediction_record.line is 'line in prediction_records.csv';
comment on column prediction_record.run is 'run that made it';
comment on column prediction_record.target is 'leader (of a race) or effect (of a hypothesis)';
comment on column prediction_record.subject is 'race or hypothesis';
comment on column prediction_record.route is 'route, as in undecided_prediction; registered, for an effect';
comment on column prediction_record.quantile is 'of an effect: probability that the estimate is at most the value; null: of a leader [probability]';
comment on column prediction_record.value is 'probability that the first mover leads, or that quantile of the effect [see target]';
