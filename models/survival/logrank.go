package survival

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
)

// LogRank tests whether lives with different labels meet the event at the
// same rate; by has one label per row. At each event time the d events are
// expected to fall on a group by its share of those at risk; with O - E summed
// over the times,
//
//	χ² = (O-E)ᵀ V⁻¹ (O-E), V = Σ d·(n-d)/(n-1)·(diag(q) - qqᵀ), q = shares at risk,
//
// on one degree of freedom fewer than there are groups. It is an error if a
// row is bad, an event is not 0 or 1, nothing happens, there are fewer than
// two groups, or one of them is never at risk when something happens.
//
// Sources: Mantel (1966); Peto and Peto (1972). The same as R's survdiff.
func (s Sample) LogRank(by []string) (Test, error) {
	if err := s.check(1); err != nil {
		return Test{}, fmt.Errorf("log-rank test: %w", err)
	}
	if len(by) != len(s.Time) {
		return Test{}, fmt.Errorf("log-rank test: %d labels for %d rows: give one for each", len(by), len(s.Time))
	}
	if _, events := s.lives(); events == 0 {
		return Test{}, fmt.Errorf("log-rank test: no events: every row is censored, so there is nothing to compare")
	}
	labels := slices.Compact(slices.Sorted(slices.Values(by)))
	if len(labels) < 2 {
		return Test{}, fmt.Errorf("log-rank test: all rows are in the group %q: at least two groups are needed", labels[0])
	}
	group := make([]int, len(by))
	for i, label := range by {
		group[i], _ = slices.BinarySearch(labels, label)
	}
	excess, expected, v := s.excess(group, len(labels))

	var idle []string
	for g, e := range expected {
		if e == 0 {
			idle = append(idle, fmt.Sprintf("%q", labels[g]))
		}
	}
	if idle != nil {
		return Test{}, fmt.Errorf("log-rank test: nobody of %s is at risk when an event happens: leave the group out", strings.Join(idle, ", "))
	}
	// The groups' excesses add up to 0: the last says nothing new.
	df := len(labels) - 1
	var factor mat.Cholesky
	if !factor.Factorize(v.SliceSym(0, df)) {
		return Test{}, fmt.Errorf("log-rank test: the groups are never at risk together when an event happens, so they cannot be compared")
	}
	u := mat.NewVecDense(df, excess[:df])
	var solved mat.VecDense
	if err := factor.SolveVecTo(&solved, u); err != nil {
		return Test{}, fmt.Errorf("log-rank test: the groups are hardly ever at risk together, so they cannot be compared: %w", err)
	}
	return chiSquared(mat.Dot(u, &solved), df), nil
}

// excess returns, per group, observed minus expected events, expected events,
// and the variance of the excess.
func (s Sample) excess(group []int, groups int) (excess, expected []float64, v *mat.SymDense) {
	excess, expected = make([]float64, groups), make([]float64, groups)
	v = mat.NewSymDense(groups, nil)
	atRisk, events := make([]float64, groups), make([]float64, groups)
	exits := order(s.Time)
	var entries []int
	if s.Entry == nil {
		for i, g := range group {
			atRisk[g] += float64(s.count(i))
		}
	} else {
		entries = order(s.Entry)
	}
	for i := 0; i < len(exits); {
		t := s.Time[exits[i]]
		for ; len(entries) > 0 && s.Entry[entries[0]] < t; entries = entries[1:] {
			atRisk[group[entries[0]]] += float64(s.count(entries[0]))
		}
		j, d, n := i, 0.0, 0.0
		for ; j < len(exits) && s.Time[exits[j]] == t; j++ {
			if row := exits[j]; s.Event[row] == 1 {
				events[group[row]] += float64(s.count(row))
				d += float64(s.count(row))
			}
		}
		if d > 0 {
			for _, at := range atRisk {
				n += at
			}
			for g := range groups {
				share := atRisk[g] / n
				excess[g] += events[g] - d*share
				expected[g] += d * share
				events[g] = 0
				if n == 1 {
					continue
				}
				spread := d * (n - d) / (n - 1) * share
				v.SetSym(g, g, v.At(g, g)+spread)
				for h := g; h < groups; h++ {
					v.SetSym(g, h, v.At(g, h)-spread*atRisk[h]/n)
				}
			}
		}
		for ; i < j; i++ {
			atRisk[group[exits[i]]] -= float64(s.count(exits[i]))
		}
	}
	return excess, expected, v
}
