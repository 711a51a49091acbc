package winrate

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// staircase is a non-decreasing step function: rate[i] from head start from[i] on.
type staircase struct{ from, rate []float64 }

// steps fits the staircase, leaving out rows of weight 0: pool adjacent violators (Ayer, Brunk, Ewing, Reid and
// Silverman 1955, Annals of Mathematical Statistics 26).
func steps(x, won, weight []float64) staircase {
	type block struct{ from, rate, weight float64 }
	var rows []block
	for i := range x {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		if w > 0 {
			rows = append(rows, block{x[i], won[i], w})
		}
	}
	slices.SortStableFunc(rows, func(a, b block) int { return cmp.Compare(a.from, b.from) })
	// Ties first: a block that has swallowed half of them would split the others off.
	pool := func(blocks []block, violates func(before, b block) bool) []block {
		var pooled []block
		for _, b := range blocks {
			for n := len(pooled); n > 0 && violates(pooled[n-1], b); n = len(pooled) {
				before := pooled[n-1]
				total := before.weight + b.weight
				b = block{before.from, (before.rate*before.weight + b.rate*b.weight) / total, total}
				pooled = pooled[:n-1]
			}
			pooled = append(pooled, b)
		}
		return pooled
	}
	rows = pool(rows, func(before, b block) bool { return before.from == b.from })
	rows = pool(rows, func(before, b block) bool { return before.rate >= b.rate })
	var s staircase
	for _, b := range rows {
		s.from, s.rate = append(s.from, b.from), append(s.rate, b.rate)
	}
	return s
}

// at returns the rate at each x; below the first step it is that of the first, and NaN if there is none.
func (s staircase) at(x []float64) []float64 {
	rate := make([]float64, len(x))
	for i, v := range x {
		if len(s.from) == 0 {
			rate[i] = math.NaN()
			continue
		}
		rate[i] = s.rate[max(0, sort.Search(len(s.from), func(k int) bool { return s.from[k] > v })-1)]
	}
	return rate
}
