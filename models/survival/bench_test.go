package survival

import (
	"math"
	"math/rand/v2"
	"testing"
)

// BenchmarkKaplanMeier makes the curve of a million lives, each ending or last
// seen at a time of its own.
func BenchmarkKaplanMeier(b *testing.B) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 1))
	s := Sample{Time: make([]float64, n), Event: make([]int, n)}
	for i := range n {
		s.Time[i], s.Event[i] = r.ExpFloat64(), r.IntN(2)
	}
	for b.Loop() {
		must(KaplanMeier(s, usual))(b)
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkKaplanMeierDays is the same in whole days over ten years.
func BenchmarkKaplanMeierDays(b *testing.B) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 1))
	s := Sample{Time: make([]float64, n), Event: make([]int, n)}
	for i := range n {
		s.Time[i], s.Event[i] = math.Floor(3650*r.Float64()), r.IntN(2)
	}
	for b.Loop() {
		must(KaplanMeier(s, usual))(b)
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkCox fits 227 rows and 3 covariates with all tests.
func BenchmarkCox(b *testing.B) {
	s, x := lung(b)
	for _, run := range []struct {
		name    string
		options CoxOptions
	}{{"efron", CoxOptions{}}, {"breslow", CoxOptions{Breslow: true}}, {"firth", CoxOptions{Firth: true}}} {
		b.Run(run.name, func(b *testing.B) {
			for b.Loop() {
				must(Cox(s, x, run.options))(b)
			}
		})
	}
}

// BenchmarkCoxLarge fits 100 000 rows with entries and 2 covariates.
func BenchmarkCoxLarge(b *testing.B) {
	s, x := made(1, 100_000)
	for b.Loop() {
		must(Cox(s, x, CoxOptions{}))(b)
	}
}
