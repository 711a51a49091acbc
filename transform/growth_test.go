package transform_test

import (
	"context"
	"os"
	"testing"
)

// daily is a series of n days in which the definition changes twice, as
// work.point and, for the rule, as series. sparse keeps about a third of the
// days, and gives some of them a second figure.
const daily = `
	create or replace table work.series_key as select 1 as series, 'a' as platform_id, 'mau' as metric, 'WLD' as market;
	create or replace table work.point as
	select 1 as series, as_text(day) || ' ' || copy as period, n % 50 = 0 as yearly, copy as turn, day as placed_on,
		cast(1000 + 7 * n + copy as bigint) as value, 990e0 + 7 * n as value_lower, 1010e0 + 7 * n as value_upper,
		case when n % 11 = 0 then 'at_least' else 'exact' end as qualifier, cast(floor(n * 3 / $1) as integer) as definition,
		1 as claims, true as carries, 2 * n + copy as line
	from (select n, cast(date '1990-01-01' + cast(n as integer) as date) as day from range($1) as t (n)), range(2) as u (copy)
	where copy = 0 and (not $2 or n * 31 % 97 < 30) or copy = 1 and $2 and n * 17 % 13 = 0`

const dailySeries = `create or replace table series as
	select *, case when yearly then 'year' else 'day' end as precision, definition as definition_id from work.point`

// Growth is computed by windows, whose work grows with the figures. The rule
// that they follow is stated by a join of every two figures, whose work grows
// with their square: on a small series both give the same rows.
func TestGrowthByWindows(t *testing.T) {
	db, ctx := open(t), context.Background()
	run := func(file string) {
		t.Helper()
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, string(text)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	count := func(query string) string {
		t.Helper()
		text, err := table(db, query)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, sparse := range []bool{false, true} {
		if err := db.Exec(ctx, daily, 1500, sparse); err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(ctx, dailySeries); err != nil {
			t.Fatal(err)
		}
		run("sql/34_growth_pair.sql")
		run("sql/35_growth.sql")
		run("testdata/growth_by_join.sql")
		const differ = `select count(*) > 500 as rows, count(*) filter (by_join.line is null or by_windows.line is null) as differ
			from (select comparison, to_period as line, from_period from growth) as by_windows
			full join growth_by_join as by_join
			on by_join.comparison = by_windows.comparison and by_join.line = by_windows.line and by_join.from_period = by_windows.from_period`
		if got, want := count(differ), "rows | differ\ntrue | 0\n"; got != want {
			t.Errorf("sparse %t:\n%s", sparse, got)
		}
	}
	// Of 20,000 days no two are compared but the right ones: a join of all
	// pairs does not end.
	if err := db.Exec(ctx, daily, 20000, false); err != nil {
		t.Fatal(err)
	}
	run("sql/34_growth_pair.sql")
	run("sql/35_growth.sql")
	if got, want := count("select comparison, count(*) as n from growth group by comparison order by comparison"),
		"comparison | n\nprevious   | 19998\n"; got[:len(want)] != want {
		t.Error(got)
	}
}
