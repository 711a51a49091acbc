package forecast

import (
	"math/rand/v2"
	"testing"
)

// Worked out with scipy 1.17: stats.beta.ppf and stats.t.ppf in the formulas of
// Korn and Graubard. Where each cluster is one figure, n(n-1)/n remain.
func TestCoverageInterval(t *testing.T) {
	one := func(inside, n int) (c tallies) {
		for i := range n {
			e := tally{cluster: i, n: 1}
			if i < inside {
				e.inside = 1
			}
			c = append(c, e)
		}
		return c
	}
	for name, c := range map[string]struct {
		tallies      tallies
		lower, upper float64
	}{
		"20 figures in clusters of one": {one(16, 20), 0.556016487588, 0.945192561464},
		"4 clusters":                    {tallies{{0, 10, 9, 1, 0}, {1, 20, 12, 3, 5}, {2, 5, 5, 0, 0}, {3, 15, 14, 0, 1}}, 0.304477597524, 0.99344311463},
		"alike clusters":                {tallies{{0, 10, 8, 1, 1}, {1, 10, 8, 2, 0}}, 0.563385997003, 0.94266600295},
		"all inside":                    {tallies{{0, 30, 30, 0, 0}, {1, 20, 20, 0, 0}, {2, 5, 5, 0, 0}}, 0.292401773821, 1},
		"one cluster":                   {tallies{{0, 30, 20, 5, 5}}, nan, nan},
		"nothing":                       {nil, nan, nan},
	} {
		lower, upper := c.tallies.interval()
		near(t, name+": lower end", lower, c.lower, 1e-9)
		near(t, name+": upper end", upper, c.upper, 1e-9)
	}
	near(t, "mean of clusters", tallies{{0, 10, 9, 1, 0}, {1, 20, 12, 3, 5}, {2, 5, 5, 0, 0}}.mean(), 2.5/3, 1e-12)
}

// The interval holds the true share in 95 % of samples or more, where figures of
// a cluster are alike: a share of its own each, of mean 0.8.
func TestCoverageIntervalHolds(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const rounds = 2000
	held := 0
	for range rounds {
		var c tallies
		for cluster := range 12 {
			share := 0.6
			if r.Float64() < 0.5 {
				share = 1
			}
			for range 3 + r.IntN(20) {
				y := 2.0
				if r.Float64() < share {
					y = 0
				}
				c.add(cluster, y, -1, 1)
			}
		}
		if lower, upper := c.interval(); lower <= 0.8 && 0.8 <= upper {
			held++
		}
	}
	if share := float64(held) / rounds; share < 0.94 {
		t.Errorf("holds in %v of samples", share)
	}
}
