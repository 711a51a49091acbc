-- The functions that the growing relations use beyond standard SQL, for Apache Spark: the second version of 00_macros.sql.

set spark.sql.session.timeZone = UTC;
set spark.sql.ansi.enabled = true;
set spark.sql.parquet.compression.codec = zstd;
-- a result that is not finished must be known as such
set mapreduce.fileoutputcommitter.marksuccessfuljobs = true;

-- days_between(a, b): days from a to b, both dates; negative when b is earlier.
create or replace temporary function days_between(a date, b date) returns bigint return cast(datediff(b, a) as bigint);

-- middle_day(a, b): the day half-way between two days, the earlier of two.
create or replace temporary function middle_day(a date, b date) returns date return date_add(a, cast(floor(datediff(b, a) / 2) as int));

-- month_of(d): the first day of d's month.
create or replace temporary function month_of(d date) returns date return cast(trunc(d, 'MM') as date);

-- months_apart(a, b): whole months from the month of a to that of b.
create or replace temporary function months_apart(a date, b date) returns bigint
    return cast((year(b) - year(a)) * 12 + month(b) - month(a) as bigint);

-- months_after(d, n): the day n months after d, or the last of that month.
create or replace temporary function months_after(d date, n bigint) returns date return add_months(d, cast(n as int));

-- calendar(): one row per month that a figure can fall in, as its first day.
create or replace temporary function calendar() returns table (month date)
    return select explode(sequence(date '1990-01-01', date '2100-12-01', interval 1 month));

-- period_precision(p): what a period such as 2011-01-21, 2011-01, 2018-Q3, 2011 is known to.
create or replace temporary function period_precision(p string) returns string return
    case length(p) when 4 then 'year' when 10 then 'day' else case when p like '%Q%' then 'quarter' else 'month' end end;

-- last_digit(v): the unit of the last digit of an integer that is not 0: 1082500000 -> 100000.
create or replace temporary function last_digit(v bigint) returns double return
    pow(10, length(cast(v as string)) - length(rtrim('0', cast(v as string))));

-- left_open(value, qualifier): what the rounding of a printed figure leaves open to either side, as in 00_macros.sql.
create or replace temporary function left_open(value bigint, qualifier string) returns double return
    least(last_digit(value), 0.05 * value) / case qualifier when 'exact' then 2 else 1 end;

-- wide(n): a whole number that sums and products of up to 38 digits can be made of.
create or replace temporary function wide(n bigint) returns decimal(38, 0) return cast(n as decimal(38, 0));

-- as_text(v): a number or a day as text: 1082500000, 2011-01-21.
create or replace temporary function as_text(v string) returns string return v;

-- fingerprint(a, b, c): one number for a text, a day and a whole number: the same for the same, and seldom for others.
create or replace temporary function fingerprint(a string, b date, c bigint) returns bigint return xxhash64(a, b, c);
