-- how many predictions of races and hypotheses are on record and scored, and how many races this run predicts.
select (select count(*) from prediction_outcome) as recorded, (select count(*) from prediction_outcome where status = 'scored') as n,
    count(distinct race_id) as open
from undecided_prediction
having count(*) > 0
