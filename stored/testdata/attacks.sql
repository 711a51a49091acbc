-- One a line: what a query over the tables of a run must not do. {dir} is their folder, {other} a file beside it.
insert into base_rate values (1, 1, 1)
insert into base_rate select * from base_rate
insert or replace into base_rate values (1, 1, 1)
update base_rate set wins = 0
delete from base_rate
truncate base_rate
merge into base_rate using series on true when matched then delete
create table t as select 1
create or replace table t (a integer)
create temp table t as select 1
create view v as select 1
create or replace view base_rate as select 1 as wins
create schema s
create sequence s
create type mood as enum ('a', 'b')
create macro one() as 1
create or replace macro sum(x) as 1
create macro files() as table select * from read_text('/etc/passwd')
create function one() as 1
create index i on base_rate (wins)
create secret s (type s3, key_id 'a', secret 'b')
create persistent secret s (type http, extra_http_headers map {'a': 'b'})
drop view base_rate
drop view if exists base_rate cascade
drop schema main cascade
drop secret s
alter view base_rate rename to other
alter table base_rate add column x integer
comment on view series is 'x'
copy base_rate to '{other}'
copy (select 1) to '{dir}/base_rate.parquet'
copy (select 1) to '{dir}/more.csv' (format csv)
copy base_rate from '{other}'
copy (select 1) to '/dev/stderr'
copy from database memory to other
export database '{dir}/export'
import database '{dir}/export'
attach '{other}' as other
attach '{dir}/new.db'
attach ':memory:' as m
attach if not exists 'md:' as m
detach memory
use memory
install httpfs
force install httpfs
install spatial from community
load httpfs
load '{other}'
update extensions
set threads = 1
set global enable_external_access = true
set session memory_limit = '90GB'
set lock_configuration = false
set variable x = 1
reset lock_configuration
reset all
reset variable x
pragma enable_external_access = true
pragma memory_limit = '1GB'
pragma database_list
pragma enable_profiling = 'json'
pragma profiling_output = '{other}'
pragma enable_logging
pragma version
pragma table_info('base_rate')
pragma import_database('{dir}')
begin transaction
commit
rollback
abort
checkpoint
force checkpoint
vacuum
vacuum analyze
analyze
call pragma_version()
call enable_logging()
call enable_logging(storage := 'file', storage_path := '{dir}/evil')
call disable_logging()
call truncate_duckdb_logs()
call enable_profiling()
call force_checkpoint()
call read_csv('{other}')
prepare p as select 1
execute p
execute p(1)
deallocate p
declare c cursor for select 1
kill 1
grant all on base_rate to public
lock table base_rate
do $$ select 1 $$
explain insert into base_rate values (1, 1, 1)
explain create table t as select 1
explain copy (select 1) to '{dir}/x.csv'
explain analyze copy (select 1) to '{dir}/base_rate.parquet'
explain (analyze) copy (select 1) to '{dir}/base_rate.parquet'
explain (analyze, format json) copy (select 1) to '{dir}/x.csv'
explain /* x */ analyze copy (select 1) to '{dir}/base_rate.parquet'
/* x */ explain analyze copy (select 1) to '{dir}/base_rate.parquet'
explain analyze create table t as select 1
explain export database '{dir}/export'
explain analyze call enable_logging()
explain explain analyze copy (select 1) to '{dir}/x.csv'
explain (format ')') copy (select 1) to '{dir}/x.csv'
/* /* */ select */ copy (select 1) to '{dir}/x.csv'
select 1; select 2
select 1; copy (select 1) to '{dir}/x.csv'
copy (select 1) to '{dir}/base_rate.parquet'; select 1
create table t as select 1; select * from t
drop view series; select 1
;; drop view series
select 1;; drop view series
select ';'; set threads = 1
select $$;$$; set threads = 1
explain select 1; drop view series
with x as (insert into base_rate values (1, 1, 1) returning *) select * from x
with x as (delete from base_rate returning *) select * from x
with x as materialized (update base_rate set wins = 1 returning *) select * from x
pivot series on platform_id using sum(value)
from (pivot series on platform_id using sum(value))
select * from read_csv('{other}')
select * from read_csv('/etc/passwd')
select * from read_csv_auto('{other}')
select * from read_csv(['{other}'])
select * from read_text('/etc/passwd')
select * from read_text('{other}')
select * from read_blob('/etc/passwd')
select * from read_json('{other}')
select * from read_json_auto('{other}')
select * from read_json_objects('{other}')
select * from read_json_objects_auto('{other}')
select * from read_ndjson('{other}')
select * from read_ndjson_auto('{other}')
select * from read_ndjson_objects('{other}')
select * from read_parquet('{other}')
select * from read_parquet('{dir}/base_rate.parquet')
select * from read_parquet('s3://bucket/x.parquet')
select * from read_parquet('https://example.org/x.parquet')
select * from read_xlsx('{other}')
select * from read_duckdb('{other}')
select * from parquet_scan('{dir}/series.parquet')
select * from parquet_metadata('{dir}/series.parquet')
select * from parquet_schema('{dir}/series.parquet')
select * from parquet_file_metadata('{dir}/series.parquet')
select * from parquet_kv_metadata('{dir}/series.parquet')
select * from parquet_full_metadata('{dir}/series.parquet')
select * from parquet_bloom_probe('{dir}/series.parquet', 'a', 1)
select * from sniff_csv('{other}')
select * from glob('/etc/*')
select * from glob('{dir}/*')
select * from arrow_scan(1, 2, 3)
select * from arrow_scan_dumb(1, 2, 3)
select * from seq_scan('base_rate')
select * from sqlite_scan('{other}', 't')
select * from postgres_scan('', '', '')
select * from mysql_query('', '')
select * from iceberg_scan('{other}')
select * from delta_scan('{other}')
select * from enable_logging()
select * from enable_logging('QueryLog')
select * from enable_logging(storage := 'file', storage_path := '{dir}/evil')
select * from enable_logging(storage := 'file', storage_config := {'path': '{dir}/evil', 'buffer_size': 1})
select * from disable_logging()
select * from enable_profiling()
select * from enable_profiling(save_location := '{dir}/evil')
select * from disable_profiling()
select * from truncate_duckdb_logs()
select * from checkpoint()
select * from force_checkpoint()
select * from duckdb_settings()
select * from duckdb_secrets()
select * from duckdb_logs()
select * from duckdb_log_contexts()
select * from duckdb_logs_parsed('QueryLog')
select * from duckdb_functions()
select * from duckdb_tables()
select * from duckdb_views()
select * from duckdb_columns()
select * from duckdb_databases()
select * from duckdb_extensions()
select * from duckdb_temporary_files()
select * from duckdb_memory()
select * from duckdb_variables()
select * from duckdb_prepared_statements()
select * from duckdb_external_file_cache()
select * from duckdb_approx_database_count()
select * from which_secret('s3://x', 's3')
select * from pragma_version()
select * from pragma_platform()
select * from pragma_database_size()
select * from pragma_table_info('base_rate')
select * from pragma_show('base_rate')
select * from pragma_storage_info('base_rate')
select * from pragma_last_profiling_output()
select * from pragma_detailed_profiling_output()
select * from pragma_user_agent()
select * from query('copy (select 1) to ''{dir}/x.csv''')
select * from query('select 1')
select * from query_table('base_rate')
select * from query_table(['base_rate', 'series'])
select * from from_substrait('x')
select * from from_substrait_json('x')
select * from json_execute_serialized_sql('x')
select * from sql_auto_complete('select')
select * from test_all_types()
select * from test_vector_types(1)
select * from repeat(1, 10)
select * from repeat_row(1, num_rows = 10)
select * from summary((select 1))
select * from icu_calendar_names()
select * from pg_timezone_names()
select * from pragma_collations()
select * from storage_info('base_rate')
select * from dsdgen(sf = 1)
select * from dbgen(sf = 1)
select * from json_each('[1]')
select * from json_tree('[1]')
select * from histogram_values(series, value)
select * from main.read_text('/etc/passwd')
select * from system.main.read_text('/etc/passwd')
select * from "read_text"('/etc/passwd')
select * from READ_TEXT('/etc/passwd')
select getenv('HEADSTART_SECRET')
select GETENV('HEADSTART_SECRET')
select "getenv"('HEADSTART_SECRET')
select main.getenv('HEADSTART_SECRET')
select system.main.getenv('HEADSTART_SECRET')
select current_setting('temp_directory')
select current_setting('home_directory')
select getvariable('x')
select write_log('x')
select write_log('x', level := 'error', scope := 'database', disable_logging := false, log_type := 'y')
select nextval('s')
select currval('s')
select setseed(0.5)
select add_parquet_key('k', 'a')
select json_serialize_sql('select 1')
select json_serialize_plan('select 1')
select json_execute_serialized_sql('x')
select current_database()
select current_schema()
select current_schemas(true)
select current_user()
select current_query()
select in_search_path('a', 'b')
select txid_current()
select pg_typeof(1)
select has_table_privilege('base_rate', 'select')
select version()
select parse_path('/etc/passwd')
select repeat('x', 1000000000)
select lpad('x', 1000000000, 'y')
select rpad('x', 1000000000, 'y')
select range(10000000000)
select generate_series(10000000000)
select list_resize([1], 1000000000)
select bitstring('1', 1000000000)
select sleep_ms(1000000)
select encode('a')
select random()
select uuid()
select gen_random_uuid()
select now()
select today()
select finalize('x')
select combine('x', 'y')
select create_sort_key(1, 'asc')
select alias(1)
select stats(1)
select system('id')
select shell('id')
select load_extension('x')
select lo_import('/etc/passwd')
select pg_read_file('/etc/passwd')
select nosuch(1)
from '/etc/passwd'
from '{other}'
from "{other}"
from '{dir}/base_rate.parquet'
from '{dir}/*.parquet'
from 'https://example.org/x.parquet'
from 'nosuch.csv'
from nosuch
from other.base_rate
from temp.base_rate
from system.main.base_rate
from raw.setting
from information_schema.tables
from information_schema.columns
from pg_catalog.pg_class
from pg_class
from sqlite_master
from duckdb_tables
from duckdb_views
from duckdb_settings
from pragma_database_list
from memory.information_schema.tables
select (select content from read_text('/etc/passwd'))
select * from series where exists (select 1 from read_text('/etc/passwd'))
select * from series join read_text('/etc/passwd') on true
select * from series, lateral (select * from glob('/etc/*'))
select * from series where value in (select size from read_blob('/etc/passwd'))
with x as (from read_text('/etc/passwd')) from series
with x as (with y as (from read_text('/etc/passwd')) from y) from x
with recursive x as (select 1 as a union all select a + 1 from x, read_text('/etc/passwd') where a < 3) from x
select * from series union all from read_csv('{other}')
select * from series order by getenv('HOME')
select * from series limit (select count(*) from glob('/etc/*'))
select * from series group by getenv('HOME')
select count(*) filter (getenv('HOME') <> '') from series
select sum(value) over (order by getenv('HOME')) from series
select list_transform([1], lambda x: getenv('HOME'))
select [getenv(x) for x in ['HOME']]
select case when true then getenv('HOME') end
select {'a': getenv('HOME')}
select * replace (getenv('HOME') as value) from series
select columns(c -> getenv(c) <> '') from series
select * from range(cast(getenv('HOME') as integer))
select * from unnest([getenv('HOME')])
select * from (values (getenv('HOME')))
select * from series qualify row_number() over (order by getenv('HOME')) = 1
select * from series tablesample reservoir(1) where getenv('HOME') = ''
values (getenv('HOME'))
describe select * from read_text('/etc/passwd')
summarize select * from read_text('/etc/passwd')
describe '/etc/passwd'
summarize '{other}'
summarize from read_csv('{other}')
show databases
show variables
explain select * from read_text('/etc/passwd')
explain analyze select * from read_text('/etc/passwd')
explain (analyze) from enable_logging()
from (describe from enable_logging())
from (summarize '{other}')
unpivot (from read_csv('{other}')) on secret
pivot (from read_csv('{other}')) on secret in (42) using count(*)
pivot series on platform_id in (select content from read_text('/etc/passwd')) using sum(value)
with duckdb_settings as (select 1) from duckdb_settings
with sqlite_master as (select 1) from sqlite_master
select * from (with duckdb_views as (select 1) select 1), duckdb_views
from base_rate at (version => getenv('HOME'))
select 1 where write_log('x') is null
select getenv($1)
select
(
--
/*
select * from
selec 1
\! id
.shell id
.read {other}
select * from (with "{other}" as (select 1) select 1), "{other}"
select * from (with "{dir}/base_rate.parquet" as (select 1) select 1), "{dir}/base_rate.parquet"
with "*.parquet" as (select 1) from "*.parquet"
with "base_rate.parquet" as (select 1) select 1
select 'unclosed
