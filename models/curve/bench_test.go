package curve

import (
	"context"
	"math/rand/v2"
	"testing"
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
