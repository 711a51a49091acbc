package winrate

import (
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

func TestBootstrapIsReproducible(t *testing.T) {
	d, markets := races(3, 80)
	r := mustFit(t, d)
	run := func(processors int) (*Draws, []Estimate) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		s := Resampling{Clusters: markets, Draws: 200, Seed: 42}
		draws, err := r.Bootstrap(s)
		if err != nil {
			t.Fatal(err)
		}
		months := make([]float64, len(d.X))
		for i := range months {
			months[i] = d.X[i][0]
		}
		steps, err := s.Isotonic(months, d.Won, []float64{0, 6, 12, 24}, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		return draws, steps
	}
	one, oneSteps := run(1)
	many, manySteps := run(7)
	if !reflect.DeepEqual(one.FLIC, many.FLIC) || !reflect.DeepEqual(oneSteps, manySteps) {
		t.Error("the draws depend on the number of processors")
	}
	if len(one.FLIC)+one.Failed != 200 || one.Clusters != len(slices.Compact(slices.Sorted(slices.Values(markets)))) {
		t.Errorf("%d draws, %d failed, %d clusters", len(one.FLIC), one.Failed, one.Clusters)
	}
	for _, s := range oneSteps {
		if !(s.Lower <= s.Value && s.Value <= s.Upper) {
			t.Errorf("isotonic band %+v", s)
		}
	}
}

func TestBootstrapSpread(t *testing.T) {
	d, _ := races(11, 400)
	r := mustFit(t, d)
	draws, err := r.Bootstrap(Resampling{Clusters: each(400), Draws: 400, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	for j, se := range r.SE {
		column := make([]float64, len(draws.FLIC))
		for i, b := range draws.FLIC {
			column[i] = b[j]
		}
		if sd := percentile(0, column, 0.9).SE; math.Abs(sd/se-1) > 0.2 {
			t.Errorf("%s: bootstrap %v, standard error %v", r.Names[j], sd, se)
		}
	}
}

func TestIsotonicShape(t *testing.T) {
	for seed := range uint64(20) {
		d, _ := races(seed, 40)
		x := make([]float64, len(d.X))
		for i := range x {
			x[i] = math.Floor(d.X[i][0] / 3) // ties
		}
		fit := steps(x, d.Won, nil).at(x)
		if math.Abs(mean(fit)-mean(d.Won)) > 1e-12 {
			t.Errorf("seed %d: mean %v, want %v", seed, mean(fit), mean(d.Won))
		}
		for i := range x {
			for k := range x {
				if x[i] < x[k] && fit[i] > fit[k] || x[i] == x[k] && fit[i] != fit[k] {
					t.Fatalf("seed %d: falls between %v and %v", seed, x[i], x[k])
				}
			}
		}
		backX, backY := slices.Clone(x), slices.Clone(d.Won)
		slices.Reverse(backX)
		slices.Reverse(backY)
		back := steps(backX, backY, nil).at(backX)
		slices.Reverse(back)
		near(t, "reversed", back, fit, 1e-12)
	}
	// The tie at 2 must be pooled before its lost race is, or the won one would stand alone.
	near(t, "ties", steps([]float64{1, 1, 2, 2}, []float64{0, 1, 0, 1}, nil).at([]float64{1, 1, 2, 2}), []float64{0.5, 0.5, 0.5, 0.5}, 1e-12)
	near(t, "ties", steps([]float64{1, 2, 2}, []float64{0, 0, 1}, nil).at([]float64{1, 2, 2}), []float64{0, 0.5, 0.5}, 1e-12)
}
