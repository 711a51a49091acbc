package winrate

import (
	"math/rand/v2"
	"testing"
)

func BenchmarkFit(b *testing.B) {
	d, _ := races(1, 120)
	for b.Loop() {
		mustFit(b, d)
	}
}

func BenchmarkCoefficients(b *testing.B) {
	d, _ := races(1, 120)
	r := mustFit(b, d)
	for b.Loop() {
		r.Coefficients(0.95)
	}
}

// 1,000 refits of 120 races with two covariates in some 24 markets.
func BenchmarkBootstrap(b *testing.B) {
	d, markets := races(1, 120)
	r := mustFit(b, d)
	for b.Loop() {
		if _, err := r.Bootstrap(Resampling{Clusters: markets, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHeldOut(b *testing.B) {
	d, markets := races(1, 120)
	for b.Loop() {
		if _, err := d.HeldOut(markets); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPosterior(b *testing.B) {
	d, _ := races(1, 120)
	d.Names = d.Names[:1]
	for i := range d.X {
		d.X[i] = d.X[i][:1]
	}
	prior := Statement{EvenMonths: 12, Hopeless: []float64{2, 3}}.Prior(4, 10, 0.02)
	b.Run("races", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Posterior(prior); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("prior", func(b *testing.B) {
		for b.Loop() {
			if _, err := (Design{}).Posterior(prior); err != nil {
				b.Fatal(err)
			}
		}
	})
	p, err := Design{}.Posterior(prior)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("P", func(b *testing.B) {
		for b.Loop() {
			p.P(6, 0.95)
		}
	})
	b.Run("Conflict", func(b *testing.B) {
		for b.Loop() {
			if _, err := p.Conflict(d, 1); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkMillion fits a million rows and two covariates with all intervals.
func BenchmarkMillion(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	d := Design{Names: []string{"a", "b"}}
	for range 1_000_000 {
		x := []float64{r.NormFloat64(), 10 * r.Float64()}
		won := 0.0
		if r.Float64() < logistic(0.3*x[0]-0.1*x[1]+0.2) {
			won = 1
		}
		d.X, d.Won = append(d.X, x), append(d.Won, won)
	}
	for b.Loop() {
		mustFit(b, d).Coefficients(0.95)
	}
}
