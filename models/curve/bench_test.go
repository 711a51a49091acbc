package curve

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"

	"headstart/transform"
)

// fixture is 1000 logistic series of 60 figures with errors of 2% of the
// ceiling.
func fixture() (xs, ys [][]float64) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		c := Curve{Logistic, 100 + 900*r.Float64(), 0.5 + r.Float64(), 4 + 6*r.Float64(), 0, 0, true}
		x, y := noisy(r, c, 60, 15, 0.02, true, false)
		xs, ys = append(xs, x), append(ys, y)
	}
	return xs, ys
}

// BenchmarkEstimate fits a logistic curve to 60 figures at even steps.
func BenchmarkEstimate(b *testing.B) {
	xs, ys := fixture()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		must(Estimate(xs[i%1000], ys[i%1000], Options{Model: Logistic}))(b)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fits/s")
}

// BenchmarkFit is the same with intervals, from many starts.
func BenchmarkFit(b *testing.B) {
	xs, ys := fixture()
	i := 0
	for b.Loop() {
		must(Fit(xs[i%1000], ys[i%1000], Options{Model: Logistic}))(b)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fits/s")
}

// BenchmarkRun fits all series of the shipped data.
func BenchmarkRun(b *testing.B) {
	db := shipped(b)
	for b.Loop() {
		if err := Run(context.Background(), db); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPanel fits a panel of 200 000 series of 12 figures, from a table and
// back into one.
func BenchmarkPanel(b *testing.B) {
	ctx := context.Background()
	for _, series := range []int{20_000, 200_000} {
		b.Run(strconv.Itoa(series), func(b *testing.B) {
			db := must(transform.Open(ctx))(b)
			defer db.Close()
			if err := db.Exec(ctx, `create table panel as
				select 's' || s as series, t * 1.0 as x, 100 / (1 + exp(5 - t * 0.8)) + hash(s * 12 + t) % 100 / 50 as y
				from range($n) as a(s), range(12) as b(t) order by s, t;`, sql.Named("n", series)); err != nil {
				b.Fatal(err)
			}
			most := uint64(0)
			for b.Loop() {
				if err := db.Exec(ctx, `create or replace table fit (series varchar, model varchar, n bigint, k double, r double, t0 double,
					rss double, aicc double, converged boolean, reason varchar)`); err != nil {
					b.Fatal(err)
				}
				var after runtime.MemStats
				runtime.GC()
				if err := FitTable(ctx, db, "panel", "fit", Options{Model: Logistic}); err != nil {
					b.Fatal(err)
				}
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapSys)
			}
			b.ReportMetric(float64(most)/1e6, "MB-heap")
			b.ReportMetric(float64(series)*float64(b.N)/b.Elapsed().Seconds(), "series/s")
		})
	}
}
