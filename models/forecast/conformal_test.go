package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The ⌈(m+1)(1-α)⌉-th smallest of m sizes 1, 2, …, m, and none with too few.
func TestHalfWidth(t *testing.T) {
	for _, c := range []struct {
		m           int
		alpha, want float64
	}{
		{0, 0.2, nan}, {3, 0.2, nan}, {4, 0.2, 4}, {5, 0.2, 5}, {8, 0.2, 8}, {9, 0.2, 8}, {14, 0.2, 12},
		{18, 0.05, nan}, {19, 0.05, 19}, {20, 0.05, 20}, {39, 0.05, 38},
	} {
		sizes := make([]float64, c.m)
		for i := range sizes {
			sizes[i] = float64(i + 1)
		}
		near(t, fmt.Sprintf("%d errors, α = %v", c.m, c.alpha), halfWidth(sizes, c.alpha), c.want, 0)
	}
}

// Of exchangeable errors a share of at least 1 - α, and at most that plus
// 1/(m+1), lies within: for m = 24 and α = 0.2 exactly 20 of 25.
func TestHalfWidthCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const m, rounds = 24, 20_000
	inside := 0
	sizes := make([]float64, m)
	for range rounds {
		for i := range sizes {
			sizes[i] = r.ExpFloat64()
		}
		slices.Sort(sizes)
		if r.ExpFloat64() <= halfWidth(sizes, 0.2) {
			inside++
		}
	}
	if got := float64(inside) / rounds; math.Abs(got-0.8) > 4*math.Sqrt(0.8*0.2/rounds) {
		t.Errorf("covers %v, want 0.8", got)
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
		widths, errors := known.halfWidths(c.model, c.horizon, c.day)
		if errors != c.want {
			t.Errorf("day %d: %d errors, want %d", c.day, errors, c.want)
		}
		near(t, "fewer than four", widths[0], nan, 0)
	}
	near(t, "an error of 1 in steps of a half", known[1][2][0].size, 2, 1e-12)
}
