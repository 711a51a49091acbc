-- The functions that the other files use beyond standard SQL, all in one
-- place: a second SQL dialect is a second version of this file.

-- days_between(a, b): days from a to b, both dates; negative when b is earlier.
create or replace macro days_between(a, b) as datediff('day', a, b);

-- middle_day(a, b): the day half-way between two days, the earlier of two.
create or replace macro middle_day(a, b) as cast(a + cast(floor(datediff('day', a, b) / 2) as integer) as date);

-- month_of(d): the first day of d's month.
create or replace macro month_of(d) as cast(date_trunc('month', d) as date);

-- months_apart(a, b): whole months from the month of a to that of b. (months_between is a built-in of other engines, with another meaning.)
create or replace macro months_apart(a, b) as datediff('month', a, b);

-- months_after(d, n): the day n months after d, or the last of that month.
create or replace macro months_after(d, n) as cast(d + n * interval 1 month as date);

-- month_text(d): the month of d as 2011-01.
create or replace macro month_text(d) as strftime(d, '%Y-%m');

-- calendar(): one row per month that a figure can fall in, as its first day.
create or replace macro calendar() as table
    select cast(month as date) as month from generate_series(date '1990-01-01', date '2100-12-01', interval 1 month) as t (month);

-- period_precision(p): what a period such as 2011-01-21, 2011-01, 2018-Q3, 2011 is known to.
create or replace macro period_precision(p) as
    case length(p) when 4 then 'year' when 10 then 'day' else case when p like '%Q%' then 'quarter' else 'month' end end;

-- transferable(kind): the share of an owner's users that come over with that kind of network; a convention (docs/decisions.md).
create or replace macro transferable(kind) as
    case kind when 'contact_graph' then 1e0 when 'same_login' then 0.3e0 when 'brand_only' then 0.1e0 when 'none' then 0e0 end;

-- last_digit(v): the unit of the last digit of an integer that is not 0: 1082500000 -> 100000.
create or replace macro last_digit(v) as
    case when v % 10 <> 0 then 1e0 when v % 100 <> 0 then 1e1 when v % 1000 <> 0 then 1e2 when v % 10000 <> 0 then 1e3 when v % 100000 <> 0 then 1e4 when v % 1000000 <> 0 then 1e5
        when v % 10000000 <> 0 then 1e6 when v % 100000000 <> 0 then 1e7 when v % 1000000000 <> 0 then 1e8 when v % 10000000000 <> 0 then 1e9 when v % 100000000000 <> 0 then 1e10 when v % 1000000000000 <> 0 then 1e11
        when v % 10000000000000 <> 0 then 1e12 when v % 100000000000000 <> 0 then 1e13 when v % 1000000000000000 <> 0 then 1e14 when v % 10000000000000000 <> 0 then 1e15 when v % 100000000000000000 <> 0 then 1e16 when v % 1000000000000000000 <> 0 then 1e17 else 1e18 end;

-- left_open(value, qualifier): what the rounding of a printed figure leaves open to either side: a whole unit of its last digit, but at
-- most 5 %, for an approximate figure; half of that for an exact one.
create or replace macro left_open(value, qualifier) as
    least(last_digit(value), value / 20e0) / case qualifier when 'exact' then 2 else 1 end;

-- wide(n): a whole number that sums and products of up to 38 digits can be made of.
create or replace macro wide(n) as cast(n as hugeint);

-- as_text(v): a number or a day as text: 1082500000, 2011-01-21.
create or replace macro as_text(v) as cast(v as varchar);

-- fingerprint(a, b, c): one number for a text, a day and a whole number: the same for the same, and seldom for others.
create or replace macro fingerprint(a, b, c) as hash(a, b, c);

-- joined(text): the texts of a group in their order, written as a;b;c.
create or replace macro joined(text) as string_agg(text, ';' order by text);

-- items(text): the items of a list written as a;b;c, one row each.
create or replace macro items(text) as unnest(list_filter(string_split(text, ';'), lambda item: trim(item) <> ''));

-- exact_mean(x): the mean of numbers to 14 decimals, which is the same in whatever order they are added up. Null without any, and where
-- one is 10^20 or larger.
create or replace macro exact_mean(x) as
    case when count(try_cast(x as decimal(34, 14))) = count(x) then cast(sum(try_cast(x as decimal(34, 14))) as double) / count(x) end;

-- normal_bound(level): how many standard errors an interval at a level reaches to each side: 1.96 for 0.95.
create or replace macro normal_bound(level) as normal_quantile((1 + level) / 2);

-- Binomial intervals for x of n at a level, by Brown, Cai and DasGupta (2001), "Interval estimation for a binomial
-- proportion", Statistical Science 16. Jeffreys: quantiles of Beta(x + 1/2, n - x + 1/2), with the end at 0 of x = 0 and
-- at 1 of x = n. Null for n = 0.
create or replace macro jeffreys_lower(x, n, level) as
    case when n = 0 then null when x = 0 then 0.0
    else beta_quantile((1 - level) / 2, x + 0.5, n - x + 0.5) end;
create or replace macro jeffreys_upper(x, n, level) as
    case when n = 0 then null when x = n then 1.0
    else beta_quantile((1 + level) / 2, x + 0.5, n - x + 0.5) end;
create or replace macro wilson_end(x, n, level, side) as
    case when n = 0 then null else greatest(0.0, least(1.0,
        (x + pow(normal_quantile((1 + level) / 2), 2) / 2
            + side * normal_quantile((1 + level) / 2)
                * sqrt(x * (n - x) / n + pow(normal_quantile((1 + level) / 2), 2) / 4))
        / (n + pow(normal_quantile((1 + level) / 2), 2)))) end;
create or replace macro wilson_lower(x, n, level) as case when x = 0 and n > 0 then 0.0 else wilson_end(x, n, level, -1) end;
create or replace macro wilson_upper(x, n, level) as case when x = n and n > 0 then 1.0 else wilson_end(x, n, level, 1) end;

-- normal_half(se, level): half the normal interval of an estimate with a standard error.
create or replace macro normal_half(se, level) as normal_quantile((1 + level) / 2) * se;

-- t_bound(level, df): the same as normal_bound with an error that was estimated with df degrees of freedom.
create or replace macro t_bound(level, df) as student_quantile((1 + level) / 2, df);

-- two_sided(z), two_sided_t(t, df): the p value of an estimate so many standard errors from 0.
create or replace macro two_sided(z) as chi_squared_tail(z * z, 1);
create or replace macro two_sided_t(t, df) as 2 * student_tail(abs(t), df);

-- Ends of the binomial interval of Clopper and Pearson (1934) for x of n, which need not be whole. Null for n = 0.
create or replace macro clopper_lower(x, n, level) as
    case when n = 0 then null when x = 0 then 0.0 else beta_quantile((1 - level) / 2, x, n - x + 1) end;
create or replace macro clopper_upper(x, n, level) as
    case when n = 0 then null when x = n then 1.0 else beta_quantile((1 + level) / 2, x + 1, n - x) end;

-- logit_end(rate, se, level, side): the lower (side -1) or upper (side 1) end of the interval of a rate with a standard error, symmetric
-- in the log odds. Null at a rate of 0 or 1.
create or replace macro logit_end(rate, se, level, side) as
    case when rate > 0 and rate < 1
        then 1 / (1 + exp(-(ln(rate / (1 - rate)) + side * normal_half(se, level) / (rate * (1 - rate))))) end;

-- classical_score(knots): one row per judge, by the classical model of Cooke (1991), "Experts in Uncertainty". knots names a table of
-- points of judges' distributions, (judge, question, quantile, x), from quantile 0 to 1, with the outcome on the scale of x, whether
-- it counts as a seed, and of how many seeds calibrations are to have the power. Between its points a distribution is uniform.
-- Calibration: how likely outcomes at least as far from the stated shares p are, the share s of n seeds between two quantiles having
-- 2 n sum s ln(s / p) by the chi-squared law. Information: relative to the uniform law over the whole range, the mean over questions.
create or replace macro classical_score(knots) as table
    with bin as (
        select judge, question, seed, outcome, power, quantile, x, lag(x) over up as x_from, quantile - lag(quantile) over up as p
        from query_table(knots)
        window up as (partition by judge, question order by quantile)
    ),
    informed as (
        select judge, question, seed, ln(max(x) - min(x_from)) + sum(p * (ln(p) - ln(x - x_from))) as information
        from bin
        where x_from is not null
        group by judge, question, seed
    ),
    hit as (
        select judge, quantile, max(p) as p, max(power) as power, count(*) as seeds,
            count(*) filter (where outcome > x_from and outcome <= x) / count(*) as share
        from bin
        where x_from is not null and seed
        group by judge, quantile
    ),
    calibrated as (
        select judge, max(seeds) as seeds,
            chi_squared_tail(2 * max(power) * sum(case when share > 0 then share * ln(share / p) else 0 end), count(*) - 1) as calibration
        from hit
        group by judge
    )
    select informed.judge, count(*) as questions, coalesce(max(calibrated.seeds), 0) as seeds, max(calibrated.calibration) as calibration,
        avg(informed.information) filter (where informed.seed) as information, avg(informed.information) as information_all,
        max(calibrated.calibration) * avg(informed.information) filter (where informed.seed) as score
    from informed
    left join calibrated using (judge)
    group by informed.judge;
