package forecast

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// By definition the ends are the ⌊(n+1)α/2⌋-th and the ⌈(n+1)(1-α/2)⌉-th of n
// errors 1, 2, …, n, and with too few there are none.
func TestQuota(t *testing.T) {
	for _, c := range []struct {
		n           int
		alpha       float64
		lower, high float64
	}{
		{0, 0.2, nan, nan}, {8, 0.2, nan, nan}, {9, 0.2, 1, 9}, {10, 0.2, 1, 10}, {19, 0.2, 2, 18}, {24, 0.2, 2, 23},
		{38, 0.05, nan, nan}, {39, 0.05, 1, 39}, {40, 0.05, 1, 40}, {79, 0.05, 2, 78},
	} {
		made := []trial{{series: -1, madeOn: 1}}
		var known past
		for i := range c.n {
			known[0][0] = append(known[0][0], errorOn{1, i, float64(i+1) - 10})
		}
		if _, err := known.withIntervals(context.Background(), made); err != nil {
			t.Fatal(err)
		}
		for i, alpha := range alphas {
			if alpha == c.alpha { // an interval reaches to its forecast
				near(t, "lower end", made[0].ends[i][0], math.Min(c.lower-10, 0), 0)
				near(t, "upper end", made[0].ends[i][1], math.Max(c.high-10, 0), 0)
			}
		}
	}
}

// Of exchangeable errors 4 of 5 at least lie between the ends, and with 24
// known ones 21 of 25: the second and the 23rd.
func TestQuotaCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const n, rounds = 24, 20_000
	inside := 0
	for range rounds {
		var known past
		for i := range n {
			known[0][0] = append(known[0][0], errorOn{1, i, r.NormFloat64()})
		}
		made := []trial{{series: -1, madeOn: 1}}
		if _, err := known.withIntervals(context.Background(), made); err != nil {
			t.Fatal(err)
		}
		if e := r.NormFloat64(); e >= made[0].ends[0][0] && e <= made[0].ends[0][1] {
			inside++
		}
	}
	if got := float64(inside) / rounds; math.Abs(got-21.0/25) > 4*math.Sqrt(0.84*0.16/rounds) {
		t.Errorf("covers %v, want 0.84", got)
	}
}

// The errors of a series itself count for more as they accumulate: its interval
// goes from that of all series to that of its own errors.
func TestOwnErrors(t *testing.T) {
	upper := func(own int) float64 {
		r := rand.New(rand.NewPCG(5, 6))
		var known past
		for i := range 2000 {
			known[0][0] = append(known[0][0], errorOn{1, 1 + i%50, r.NormFloat64()})
		}
		for range own {
			known[0][0] = append(known[0][0], errorOn{1, 0, 10 + r.NormFloat64()})
		}
		made := []trial{{series: 0, madeOn: 1}}
		if _, err := known.withIntervals(context.Background(), made); err != nil {
			t.Fatal(err)
		}
		if made[0].own != own || made[0].errors != 2000+own {
			t.Errorf("%d errors, %d of its own", made[0].errors, made[0].own)
		}
		return made[0].ends[0][1]
	}
	// Its own errors are around 10. One of them has a tenth of the mass, as much as lies above the upper end.
	near(t, "none", upper(0), 1.28, 0.15)
	if got := upper(3); got < 8 {
		t.Errorf("with 3 of 12: %v", got)
	}
	near(t, "many", upper(500), 11.28, 0.25)
}

// plain is the definition of the intervals: the errors of every window sorted
// again for each forecast.
func plain(p *past, t trial) (ends [len(alphas)][2]float64, errors, own int) {
	var counted []errorOn
	for _, e := range p[t.model][t.horizon] {
		if e.day <= t.madeOn && float64(e.day) > float64(t.madeOn)-memory {
			counted = append(counted, e)
			if e.series == t.series {
				own++
			}
		}
	}
	slices.SortFunc(counted, func(a, b errorOn) int {
		if a.size < b.size {
			return -1
		}
		return 1
	})
	n := float64(len(counted))
	for i, alpha := range alphas {
		ends[i] = [2]float64{math.NaN(), math.NaN()}
		if n < 2/alpha-1-1e-9 {
			continue
		}
		share := (1 - alpha/2) * (n + 1) / n
		ends[i] = [2]float64{0, 0}
		total := float64(borrowed + own)
		upTo := 0.0
		lower, upper := false, false
		for _, e := range counted {
			upTo += borrowed / n
			if e.series == t.series {
				upTo++
			}
			if !lower && upTo > total*(1-share)+1e-9 {
				lower, ends[i][0] = true, math.Min(0, e.size)
			}
			if !upper && upTo >= total*share-1e-9 {
				upper, ends[i][1] = true, math.Max(0, e.size)
			}
		}
	}
	return ends, len(counted), own
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
					madeOn: day, dueOn: day + 91*h, value: float64(1 + r.IntN(50)), step: 1, scale: 1})
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
		without, ownErrors := 0, 0
		for _, f := range c.trials {
			want, errors, own := plain(known, f)
			if f.errors != errors || f.own != own {
				t.Errorf("%s: %d errors, %d of its own, want %d and %d", name, f.errors, f.own, errors, own)
			}
			ownErrors += own
			for i := range want {
				near(t, name+": lower end", f.ends[i][0], want[i][0], 0)
				near(t, name+": upper end", f.ends[i][1], want[i][1], 0)
				if math.IsNaN(want[i][0]) {
					without++
				}
			}
		}
		if without == 0 || without == len(alphas)*len(c.trials) || ownErrors == 0 {
			t.Errorf("%s: %d of %d intervals do not exist, %d own errors", name, without, len(alphas)*len(c.trials), ownErrors)
		}
	}
}

// Ten times the forecasts take 10 to 25 times the steps, whether they are of
// more series or of longer ones; sorting each window again would take a hundred.
func TestWithIntervalsSteps(t *testing.T) {
	steps := func(series, figures int) int {
		trials, all := random(series, figures)
		n, err := remember(trials, all).withIntervals(context.Background(), trials)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	few := steps(20, 100)
	for name, many := range map[string]int{"more series": steps(200, 100), "longer series": steps(20, 1000)} {
		if few == 0 || many > 25*few {
			t.Errorf("%s: %d steps, %d for a tenth", name, many, few)
		}
	}
}

// The number of origins, and so of curves, is bounded by the years: at most one
// a week, and all figures where they are further apart.
func TestOrigins(t *testing.T) {
	for _, c := range []struct{ figures, days, want int }{
		{7, 91, 0}, {8, 91, 1}, {100, 91, 93}, {1000, 7, 993}, {7007, 1, 1001}, {7008, 1, 1001}, {7009, 1, 1002},
	} {
		var s segment
		for i := range c.figures {
			s.days, s.X = append(s.days, i*c.days), append(s.X, float64(i*c.days)/365.25)
		}
		got := s.origins()
		if len(got) != c.want || len(got) > 0 && (got[0] != least || got[len(got)-1] != c.figures) {
			t.Errorf("%d figures, one every %d days: %d origins, want %d: %v", c.figures, c.days, len(got), c.want, got)
		}
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
	s := segment{Series: Series{X: []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, Value: []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}},
		days: []int{0, 365, 730, 1096, 1461, 1826, 2191, 2557, 2922}}
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
		near(t, "fewer than nine", made[0].ends[0][0], nan, 0)
	}
	near(t, "an error of 1 in steps of a half", known[1][2][0].size, 2, 1e-12)
}
