package forecast

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The ⌈(m+1)(1-α)⌉-th smallest of m, and none with too few.
func TestRank(t *testing.T) {
	for _, c := range []struct {
		m     int
		alpha float64
		want  int // m + 1: none
	}{
		{0, 0.2, 1}, {3, 0.2, 4}, {4, 0.2, 4}, {5, 0.2, 5}, {8, 0.2, 8}, {9, 0.2, 8}, {14, 0.2, 12},
		{18, 0.05, 19}, {19, 0.05, 19}, {20, 0.05, 20}, {39, 0.05, 38},
	} {
		if got := rank(c.m, c.alpha); got != c.want {
			t.Errorf("%d errors, α = %v: rank %d, want %d", c.m, c.alpha, got, c.want)
		}
	}
}

// Of exchangeable errors a share of at least 1 - α, and at most that plus
// 1/(m+1), lies within: for m = 24 and α = 0.2 exactly 20 of 25.
func TestRankCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const m, rounds = 24, 20_000
	inside := 0
	sizes := make([]float64, m)
	for range rounds {
		for i := range sizes {
			sizes[i] = r.ExpFloat64()
		}
		slices.Sort(sizes)
		if r.ExpFloat64() <= sizes[rank(m, 0.2)-1] {
			inside++
		}
	}
	if got := float64(inside) / rounds; math.Abs(got-0.8) > 4*math.Sqrt(0.8*0.2/rounds) {
		t.Errorf("covers %v, want 0.8", got)
	}
}

// plain is the definition of the half-widths: the errors of every window sorted
// again for each forecast.
func plain(p *past, t trial) (widths [len(alphas)]float64, errors int) {
	var sizes []float64
	for _, e := range p[t.model][t.horizon] {
		if e.day <= t.madeOn && float64(e.day) > float64(t.madeOn)-memory {
			sizes = append(sizes, e.size)
		}
	}
	slices.Sort(sizes)
	for i, alpha := range alphas {
		widths[i] = math.NaN()
		if k := rank(len(sizes), alpha); k <= len(sizes) {
			widths[i] = sizes[k-1]
		}
	}
	return widths, len(sizes)
}

// random makes forecasts of series that are published at random times, with
// errors of which some are equal.
func random(series, figures int) (trials []trial, all []segment) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range series {
		s := segment{Series: Series{Value: make([]float64, figures), AtLeast: make([]bool, figures)}}
		day := r.IntN(3000)
		for n := range figures {
			s.Value[n], s.AtLeast[n] = float64(1+r.IntN(50)), r.IntN(9) == 0
			for h := 1; h <= Horizons; h++ {
				trials = append(trials, trial{series: i, model: n % len(Models), horizon: h, n: n, target: n,
					madeOn: day, dueOn: day + 91*h, value: float64(1 + r.IntN(50)), step: 1})
			}
			day += r.IntN(200)
		}
		all = append(all, s)
	}
	return trials, all
}

// One pass through the days finds what the definition says, for the shipped
// data and for random figures.
func TestWithIntervals(t *testing.T) {
	ctx := context.Background()
	shippedSeries, err := read(ctx, shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	shippedTrials, _, err := rollingOrigin(ctx, shippedSeries)
	if err != nil {
		t.Fatal(err)
	}
	randomTrials, randomSeries := random(7, 60)
	for name, c := range map[string]struct {
		trials []trial
		all    []segment
	}{"shipped": {shippedTrials, shippedSeries}, "random": {randomTrials, randomSeries}} {
		known := remember(c.trials, c.all)
		if _, err := known.withIntervals(ctx, c.trials); err != nil {
			t.Fatal(err)
		}
		without := 0
		for _, f := range c.trials {
			want, errors := plain(known, f)
			if f.errors != errors {
				t.Errorf("%s: %d errors, want %d", name, f.errors, errors)
			}
			for i := range want {
				near(t, name+": half-width", f.halfWidths[i], want[i], 0)
				if math.IsNaN(want[i]) {
					without++
				}
			}
		}
		if without == 0 || without == len(alphas)*len(c.trials) {
			t.Errorf("%s: %d of %d intervals do not exist", name, without, len(alphas)*len(c.trials))
		}
	}
}

// Ten times the forecasts take 10 to 20 times the steps; sorting each window again
// would take a hundred.
func TestWithIntervalsSteps(t *testing.T) {
	steps := func(series int) int {
		trials, all := random(series, 40)
		n, err := remember(trials, all).withIntervals(context.Background(), trials)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if few, many := steps(20), steps(200); few == 0 || many > 20*few {
		t.Errorf("%d steps for 20 series, %d for 200", few, many)
	}
}

// A run that is stopped ends at once.
func TestStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	trials, all := random(3, 20)
	if _, err := remember(trials, all).withIntervals(ctx, trials); !errors.Is(err, context.Canceled) {
		t.Errorf("intervals: %v", err)
	}
	s := segment{Series: Series{X: []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, Value: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}}, days: make([]int, 9)}
	if _, _, err := rollingOrigin(ctx, []segment{s}); !errors.Is(err, context.Canceled) {
		t.Errorf("rolling origin: %v", err)
	}
}

// Errors count from the day of their figure and for five years, those of lower
// bounds never.
func TestMemory(t *testing.T) {
	var all []segment
	var trials []trial
	for i, day := range []int{1000, 1100, 1200, 1200, 5000} {
		all = append(all, segment{Series: Series{Value: []float64{math.E}, AtLeast: []bool{i == 3}}})
		trials = append(trials, trial{series: i, model: 1, horizon: 2, dueOn: day, value: 1, step: 0.5})
	}
	known := remember(trials, all)
	for _, c := range []struct{ model, horizon, day, want int }{
		{1, 2, 999, 0}, {1, 2, 1000, 1}, {1, 2, 1199, 2}, {1, 2, 1200, 3},
		{1, 2, 2826, 3}, {1, 2, 2827, 2}, {1, 2, 4999, 0}, {1, 2, 5000, 1},
		{0, 2, 1200, 0}, {1, 1, 1200, 0},
	} {
		made := []trial{{model: c.model, horizon: c.horizon, madeOn: c.day}}
		if _, err := known.withIntervals(context.Background(), made); err != nil {
			t.Fatal(err)
		}
		if made[0].errors != c.want {
			t.Errorf("day %d: %d errors, want %d", c.day, made[0].errors, c.want)
		}
		near(t, "fewer than four", made[0].halfWidths[0], nan, 0)
	}
	near(t, "an error of 1 in steps of a half", known[1][2][0].size, 2, 1e-12)
}
