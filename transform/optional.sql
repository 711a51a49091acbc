-- What a data package may go without: tables that are then empty, and columns that are then null. Load runs this file after the
-- package has been read, so that every query finds the same tables.
create table if not exists raw.forecast_record (
    made_on varchar, made_on_start date, made_on_end date, run varchar, platform_id varchar, metric varchar, market varchar,
    definition_id varchar, model varchar, chosen boolean, origin_on varchar, origin_on_start date, origin_on_end date, horizon bigint,
    target_on varchar, target_on_start date, target_on_end date, quantile double, value double, errors bigint,
    line bigint, file varchar, file_line bigint, locator varchar
);
create table if not exists raw.prediction_record (
    made_on varchar, made_on_start date, made_on_end date, run varchar, target varchar, subject varchar, route varchar, output varchar,
    value double, line bigint, file varchar, file_line bigint, locator varchar
);
create table if not exists raw.judgment (
    expert varchar, said_on varchar, said_on_start date, said_on_end date, question varchar, quantile double, value double, outcome double,
    source_id varchar, quote varchar, doubt varchar, line bigint, file varchar, file_line bigint, locator varchar
);
create table if not exists raw.metric (
    metric varchar, label varchar, short varchar, counts varchar, breadth bigint,
    line bigint, file varchar, file_line bigint, locator varchar
);
insert into raw.metric (metric, label, short, counts, breadth)
select * from (values
    ('dau', 'daily active users', 'daily users', 'people', 1),
    ('wau', 'weekly active users', 'weekly users', 'people', 2),
    ('mau', 'monthly active users', 'monthly users', 'people', 3),
    ('registered', 'registered users', 'registered users', 'accounts', 4)
)
where not exists (select 1 from raw.metric);
create table if not exists raw.proxy (
    source_id varchar, market varchar, period varchar, period_start date, period_end date, name varchar, measure varchar,
    value double, unit varchar, note varchar, line bigint, file varchar, file_line bigint, locator varchar
);
create table if not exists raw.race_evidence (
    race_id varchar, as_of varchar, as_of_start date, as_of_end date, kind varchar, measure varchar, unit varchar,
    first_mover_value double, responder_value double, bound varchar, source_id varchar, quote varchar, note varchar,
    line bigint, file varchar, file_line bigint, locator varchar
);
create table if not exists raw.hypothesis (
    hypothesis_id varchar, kind varchar, statement varchar, outcome varchar, estimand varchar, model varchar, term varchar, expected varchar,
    changes_mind varchar, registered_on varchar, registered_on_start date, registered_on_end date, waves_known varchar, note varchar,
    line bigint, file varchar, file_line bigint, locator varchar
);
create table if not exists raw.published_result (
    result_id varchar, study varchar, year bigint, studied varchar, measure varchar, value double, value_high double, unit varchar,
    favors varchar, finding varchar, bias varchar, read_in varchar, source_id varchar,
    line bigint, file varchar, file_line bigint, locator varchar
);
alter table raw.judgment add column if not exists scale varchar;
alter table raw.market_year add column if not exists name varchar;
alter table raw.observation add column if not exists doubt varchar;
alter table raw.race add column if not exists first_launch_kind varchar;
alter table raw.race add column if not exists responder_launch_kind varchar;
alter table raw.race add column if not exists criterion_kind varchar;
alter table raw.race add column if not exists evidence_kind varchar;
alter table raw.race add column if not exists strength varchar;
alter table raw.race add column if not exists evidence_on varchar;
alter table raw.race add column if not exists evidence_on_start date;
alter table raw.race add column if not exists evidence_on_end date;
alter table raw.race add column if not exists months_after_entry bigint;
alter table raw.race add column if not exists rival_kind varchar;
alter table raw.race add column if not exists third_led varchar;
alter table raw.race add column if not exists later_reversal varchar;
alter table raw.race add column if not exists same_owner_from varchar;
alter table raw.race add column if not exists same_owner_from_start date;
alter table raw.race add column if not exists same_owner_from_end date;
alter table raw.race add column if not exists state_action varchar;
alter table raw.race add column if not exists exit_first varchar;
alter table raw.race add column if not exists exit_first_start date;
alter table raw.race add column if not exists exit_first_end date;
alter table raw.race add column if not exists exit_responder varchar;
alter table raw.race add column if not exists exit_responder_start date;
alter table raw.race add column if not exists exit_responder_end date;
alter table raw.race add column if not exists leader_36 varchar;
alter table raw.race add column if not exists leader_60 varchar;
alter table raw.race add column if not exists primary_outcome varchar;
alter table raw.race add column if not exists primary_months bigint;
alter table raw.race add column if not exists survival_60 varchar;
alter table raw.race add column if not exists winner_second_coder varchar;
alter table raw.race add column if not exists confidence varchar;
alter table raw.race add column if not exists wave bigint;
alter table raw.race add column if not exists primary_strength varchar;
alter table raw.race add column if not exists primary_evidence varchar;
alter table raw.race add column if not exists primary_with_found varchar;
alter table raw.race add column if not exists primary_with_found_months bigint;
alter table raw.race add column if not exists blind varchar;
alter table raw.race add column if not exists ranking_page varchar;
