package curve

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"headstart/transform"
)

// panel is made of series of various lengths, with some that cannot be fitted.
func panel(n int) []Series {
	r := rand.New(rand.NewPCG(2, 2))
	all := make([]Series, n)
	for i := range all {
		c := Curve{Model: Logistic, K: 100 + 900*r.Float64(), R: 0.5 + r.Float64(), T0: 4 + 4*r.Float64()}
		x, y := noisy(r, c, 10+r.IntN(30), 12, 0.02, i%2 == 0, false)
		switch i % 50 {
		case 7:
			x, y = x[:3], y[:3]
		case 19:
			y[4] = math.NaN()
		case 31:
			slices.Reverse(y)
		}
		all[i] = Series{fmt.Sprintf("series %06d", i), x, y}
	}
	return all
}

// A panel gives what each series gives by itself, in order, on any number of
// processors; a failed one says why.
func TestPanel(t *testing.T) {
	all := panel(1000)
	i := 0
	for f := range Panel(context.Background(), slices.Values(all), Options{Model: Logistic}) {
		want, err := Estimate(all[i].X, all[i].Y, Options{Model: Logistic})
		if f.Key != all[i].Key || f.N != len(all[i].X) || fmt.Sprint(f.Err) != fmt.Sprint(err) || err == nil && f.Curve != want {
			t.Fatalf("%s: %+v, %v; by itself %+v, %v", all[i].Key, f.Curve, f.Err, want, err)
		}
		i++
	}
	if i != len(all) {
		t.Errorf("%d fits of %d series", i, len(all))
	}
}

// Whoever stops reading, or whose context ends, stops the panel.
func TestPanelStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	given := 0
	endless := func(yield func(Series) bool) {
		s := panel(1)[0]
		for yield(s) {
			given++
		}
	}
	n := 0
	for range Panel(ctx, endless, Options{Model: Logistic}) {
		if n++; n == 100 {
			break
		}
	}
	for range Panel(ctx, endless, Options{Model: Logistic}) {
		if n++; n == 200 {
			cancel()
		}
	}
	if given > 100_000 {
		t.Errorf("%d series were taken for %d fits", given, n)
	}
}

// From a table of DuckDB and back.
func TestFitTable(t *testing.T) {
	ctx := context.Background()
	db := must(transform.Open(ctx))(t)
	defer db.Close()
	all := panel(200)
	if err := db.Exec(ctx, `create table panel (series varchar, x double, y double);
		create table fit (series varchar, model varchar, n bigint, k double, r double, t0 double, rss double, aicc double, converged boolean, reason varchar)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Append(ctx, "panel", func(yield func([]any) bool) {
		for _, s := range all {
			for i := range s.X {
				row := []any{s.Key, s.X[i], s.Y[i]}
				if math.IsNaN(s.Y[i]) {
					row[2] = nil
				}
				if !yield(row) {
					return
				}
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := FitTable(ctx, db, "panel", "fit", Options{Model: Logistic}); err != nil {
		t.Fatal(err)
	}
	type row struct {
		series string
		n      int
		k      *float64
		reason *string
	}
	rows := must(transform.Collect(ctx, db, "select series, n, k, reason from fit order by rowid", func(r *row) []any {
		return []any{&r.series, &r.n, &r.k, &r.reason}
	}))(t)
	if len(rows) != len(all) {
		t.Fatalf("%d rows of %d series", len(rows), len(all))
	}
	for i, r := range rows {
		c, err := Estimate(all[i].X, all[i].Y, Options{Model: Logistic})
		switch {
		case r.series != all[i].Key || r.n != len(all[i].X):
			t.Errorf("row %d is %s with %d figures", i, r.series, r.n)
		case err != nil && (r.reason == nil || *r.reason != err.Error()):
			t.Errorf("%s: reason %v, want %v", r.series, r.reason, err)
		case err == nil && (r.k == nil || *r.k != c.K):
			t.Errorf("%s: ceiling %v, want %v", r.series, r.k, c.K)
		}
	}
	if err := FitTable(ctx, db, "nothing", "fit", Options{}); err == nil || !strings.Contains(err.Error(), "read nothing: ") {
		t.Errorf("a table that is not there: %v", err)
	}
}
