package survival

import (
	"fmt"
	"math"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/mat"
)

// GroupCount is how many events a group met, and would have met if the hazard
// were the same in all groups.
type GroupCount struct {
	N, Observed, Expected float64
}

// LogRank tests whether the hazard is the same in all groups: each row has one,
// from 0 to groups-1. Lives are compared within their stratum. It is an error
// if a row is bad, or there is no event after which lives go on, with lives of two
// groups at risk.
//
// Source: Mantel (1966); the same as R's survdiff, which has no entries and no
// weights. A weight counts as so many lives.
func LogRank(s Sample, group []int, groups int) ([]GroupCount, likelihood.Test, error) {
	if err := s.check(0.95); err != nil {
		return nil, likelihood.Test{}, fmt.Errorf("log-rank test: %w", err)
	}
	d, counts, equal := empty(s, groups), make([]GroupCount, groups), make([]float64, len(s.Time))
	for i, row := range d.row {
		d.at(i)[1+group[row]], equal[i] = 1, 1
		counts[group[row]].N += d.weight(i)
	}
	variance := mat.NewSymDense(groups, nil)
	d.sweep(equal, false, func(h *happening) {
		n := h.risk[0]
		for g := range counts {
			share := h.risk[g+1] / n
			counts[g].Observed += h.dying[g+1]
			counts[g].Expected += h.weight * share
			for k := g; n > 1 && k < groups; k++ {
				v := h.risk[(g+1)*(groups+1)+k+1]/n - share*h.risk[k+1]/n
				variance.SetSym(g, k, variance.At(g, k)+h.weight*(n-h.weight)/(n-1)*v)
			}
		}
	})
	var seen []int // groups that are compared
	for g, c := range counts {
		if variance.At(g, g) > 1e-12*c.Expected {
			seen = append(seen, g)
		}
	}
	if len(seen) < 2 {
		return nil, likelihood.Test{}, fmt.Errorf("log-rank test: there is no event at which lives of two groups can be compared: leave the groups out")
	}
	free := len(seen) - 1
	gap, spread := mat.NewVecDense(free, nil), mat.NewSymDense(free, nil)
	for a := range free {
		gap.SetVec(a, counts[seen[a]].Observed-counts[seen[a]].Expected)
		for b := a; b < free; b++ {
			spread.SetSym(a, b, variance.At(seen[a], seen[b]))
		}
	}
	return counts, scoreTest(gap, spread), nil
}

// scoreTest is that of a score with its covariance.
func scoreTest(score *mat.VecDense, covariance *mat.SymDense) likelihood.Test {
	var root mat.Cholesky
	var solved mat.VecDense
	if !root.Factorize(covariance) || root.SolveVecTo(&solved, score) != nil {
		return likelihood.ChiSquared(math.NaN(), score.Len())
	}
	return likelihood.ChiSquared(mat.Dot(score, &solved), score.Len())
}
