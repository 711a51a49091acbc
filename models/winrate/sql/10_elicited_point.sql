-- elicited_point: one row per lead and probability that somebody stated, over all the versions in which it is reported.
-- used is false where no number was given, or where the version has a doubt.
-- key: who, lead_months_low, lead_months_high, win_probability, doubt
create or replace table elicited_point as
select who, lead_months_low, lead_months_high, win_probability, count(*) as reports,
    joined(source_id) as source_ids, min(said_on_start) as said_first,
    win_probability is not null and min(doubt) is null as used, min(doubt) as doubt
from statement
group by who, lead_months_low, lead_months_high, win_probability, doubt
order by who, lead_months_low, lead_months_high, win_probability, doubt;

comment on column elicited_point.who is 'who stated it';
comment on column elicited_point.lead_months_low is 'least head start that the statement is about [month]';
comment on column elicited_point.lead_months_high is 'most head start that the statement is about [month]';
comment on column elicited_point.win_probability is 'stated probability that the first mover wins; null: no number given [probability]';
comment on column elicited_point.reports is 'sources that report it [sources]';
comment on column elicited_point.source_ids is 'these sources';
comment on column elicited_point.said_first is 'first day on which it can have been said, where a report dates it [date]';
comment on column elicited_point.used is 'a number was given, and the version is not in doubt';
comment on column elicited_point.doubt is 'why a version is kept and not used';
