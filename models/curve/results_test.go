package curve

import (
	"context"
	"fmt"
	"math"

	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"headstart/data"
	"headstart/ingest"
	"headstart/transform"
)

// shipped is the database of the shipped data before any model.
func shipped(t testing.TB) *transform.DB {
	t.Helper()
	ctx := context.Background()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	db := must(transform.Open(ctx))(t)
	t.Cleanup(func() { db.Close() })
	if err := transform.Load(ctx, db, pkg); err != nil {
		t.Fatal(err)
	}
	if err := transform.Run(ctx, db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	return db
}

// made is a database with the relations that Run reads, of invented figures.
func made(t testing.TB, figures string) *transform.DB {
	t.Helper()
	ctx := context.Background()
	db := must(transform.Open(ctx))(t)
	t.Cleanup(func() { db.Close() })
	if err := db.Exec(ctx, `
		create table launch (platform_id varchar, market varchar, chosen_start date);
		insert into launch values ('a', 'WLD', '2010-01-01');
		create table series (platform_id varchar, metric varchar, market varchar, definition_id varchar, period varchar,
			period_start date, period_end date, precision varchar, placed_on date, value bigint, qualifier varchar, unit varchar, carries boolean);
		insert into series
		select 'a', metric, 'WLD', definition_id, placed_on::varchar, placed_on, placed_on, precision, placed_on, value, qualifier, 'people', carries
		from (values `+figures+`) as t (metric, definition_id, precision, placed_on, value, qualifier, carries);
		create table followed as select distinct platform_id, metric, market from series`); err != nil {
		t.Fatal(err)
	}
	if err := Run(ctx, db); err != nil {
		t.Fatal(err)
	}
	return db
}

// rows returns what a query gives, a line a row.
func rows(t testing.TB, db *transform.DB, query string) string {
	t.Helper()
	r := must(db.Result(context.Background(), query))(t)
	defer r.Close()
	var lines []string
	if err := r.Each(func(row []any) error {
		var cells []string
		for _, v := range row {
			cells = append(cells, transform.Text(v))
		}
		lines = append(lines, strings.Join(cells, " "))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func is(t *testing.T, db *transform.DB, query, want string) {
	t.Helper()
	if got := rows(t, db, query); got != want {
		t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
	}
}

// Metrics and definitions are apart, years and days are not mixed, a day has
// one figure, and what does not carry or comes after the peak is not fitted.
func TestSegments(t *testing.T) {
	db := made(t, `
		('mau', 'd', 'day', date '2012-01-01', 1234, 'approx', true), ('mau', 'd', 'day', date '2012-01-01', 1200, 'exact', true),
		('mau', 'd', 'day', date '2013-01-01', 3100, 'exact', true), ('mau', 'd', 'year', date '2013-07-02', 4000, 'exact', true),
		('mau', 'd', 'day', date '2014-01-01', 7000, 'at_least', true), ('mau', 'd', 'day', date '2014-06-01', 9, 'at_least', false),
		('mau', 'd', 'day', date '2015-01-01', 15100, 'exact', true), ('mau', 'd', 'day', date '2016-01-01', 19900, 'exact', true),
		('mau', 'd', 'day', date '2017-01-01', 19900, 'exact', true), ('mau', 'd', 'day', date '2018-01-01', 18905, 'exact', true),
		('mau', 'new', 'day', date '2017-06-01', 5, 'exact', true), ('registered', 'd', 'day', date '2012-01-01', 7, 'exact', true)`)
	is(t, db, `select metric, definition_id, placed_on, round(x, 3), value, qualifier, round, used from curve_series`, `mau d 2012-01-01 0 1200 exact false fitted
mau d 2013-01-01 1.002 3100 exact false fitted
mau d 2014-01-01 2.001 7000 at_least true fitted
mau d 2015-01-01 3.001 15100 exact false fitted
mau d 2016-01-01 4 19900 exact false fitted
mau d 2017-01-01 5.002 19900 exact false fitted
mau d 2018-01-01 6.001 18905 exact false after_peak
mau new 2017-06-01 0 5 exact false fitted
registered d 2012-01-01 0 7 exact false fitted`)
	is(t, db, "select metric, definition_id, model, status, response, n, censored, peak_on, figures_after_peak, fall_after_peak from curve",
		`mau d logistic fitted log 6 1 2017-01-01 1 0.05
mau d gompertz fitted log 6 1 2017-01-01 1 0.05
mau d richards not_fitted  6  2017-01-01 1 0.05`)
	is(t, db, "select count(*) filter (preferred) from curve", "1")
}

// A curve that is known comes back with its dates.
func TestCurveRows(t *testing.T) {
	var figures []string
	first := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	c := Curve{Model: Logistic, K: 8_000_000, R: 1.1, T0: 3}
	for i := range 33 {
		on := first.AddDate(0, 3*i, 0)
		value := c.At(on.Sub(first).Hours()/24/yearDays) * (1 + 0.002*math.Sin(float64(7*i)))
		figures = append(figures, fmt.Sprintf("('registered', 'd', 'day', date '%s', %.0f, 'exact', true)", on.Format(time.DateOnly), value))
	}
	db := made(t, strings.Join(figures, ", "))
	is(t, db, "select model, preferred, response, round(ceiling / 1e6, 1), ceiling_printed, round(rate, 1), inflection_on between '2013-12-25' and '2014-01-08' from curve where model in ('logistic', 'gompertz')",
		"logistic true log 8 true 1.1 true\ngompertz false log 9.9 true 0.5 false")
	is(t, db, "select count(*) from curve where ceiling_lower > ceiling or ceiling_upper < ceiling or rate_lower > rate or widening < 1", "0")
	is(t, db, "select model, status, p > 0, q > 0, rate, nu from curve where model = 'bass'", "bass fitted true true  ")
	is(t, db, `select min(month), max(month) filter (not projected), min(month) filter (projected), max(month), count(*), bool_and(lower <= value and value <= upper)
		from curve_point where model = 'logistic'`, "2011-01-01 2018-12-01 2019-01-01 2020-12-01 120 true")
}

// On the shipped data keys are unique, nothing contradicts itself, and a
// ceiling is printed only where it is bounded and passed by half.
func TestShipped(t *testing.T) {
	db := shipped(t)
	if err := Run(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{
		`select platform_id, metric, market, definition_id, placed_on from curve_series group by all having count(*) > 1`,
		"select platform_id, metric, market, definition_id, model from curve group by all having count(*) > 1",
		"select platform_id, metric, market, definition_id, model, month from curve_point group by all having count(*) > 1",
		"select * from curve where (status = 'fitted') <> (reason is null) or status = 'fitted' and (response is null or not converged)",
		"select * from curve where ceiling_printed and (ceiling_upper is null or share_of_ceiling <= 0.5 or ceiling is null)",
		"select * from curve where ceiling_lower > ceiling or ceiling_upper < ceiling or share_of_ceiling not between 0 and 1 or doubling_years <= 0",
		"select platform_id from curve where model in ('logistic', 'gompertz') group by platform_id, metric, market, definition_id having count(*) <> 2 or count(*) filter (preferred) <> 1 and count(*) filter (status = 'fitted') > 0",
		"select * from curve_point where lower > value or upper < value or value < 0",
		`select platform_id from curve_series group by platform_id, metric, market, definition_id having min(x) <> 0 or max(value) filter (used = 'fitted') < max(value)`,
	} {
		if got := rows(t, db, query); got != "" {
			t.Errorf("%s:\n%s", query, got)
		}
	}
	if rows(t, db, "select count(*) from curve where status = 'fitted'") == "0" {
		t.Error("nothing is fitted")
	}
}

// The rows are the same on one processor, and when Run runs again.
func TestRunAgain(t *testing.T) {
	db := shipped(t)
	all := func() (out []string) {
		if err := Run(context.Background(), db); err != nil {
			t.Fatal(err)
		}
		for _, relation := range []string{"curve_series", "curve", "curve_point"} {
			out = append(out, rows(t, db, "from "+relation))
		}
		return out
	}
	first := all()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if !slices.Equal(first, all()) {
		t.Error("the rows differ on one processor")
	}
}

// Without figures the relations are there, and empty.
func TestRunEmpty(t *testing.T) {
	db := made(t, "('mau', 'd', 'day', date '2012-01-01', 5, 'exact', false)")
	is(t, db, "select (select count(*) from curve_series) + (select count(*) from curve) + (select count(*) from curve_point)", "0")
}
