package survival

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// GroupCount is how many events a group met, and would have met if the hazard
// were the same in all groups.
type GroupCount struct {
	N, Observed, Expected float64
}

// LogRank tests whether the hazard is the same in all groups: each row has one,
// from 0 to groups-1. Lives are compared within their stratum. It is an error
// if a row is bad, or fewer than two groups are ever at risk when something
// happens.
//
// Source: Mantel (1966); the same as R's survdiff, which has no entries and no
// weights. A weight counts as so many lives.
func LogRank(s Sample, group []int, groups int) ([]GroupCount, Test, error) {
	if err := s.check(1); err != nil {
		return nil, Test{}, fmt.Errorf("log-rank test: %w", err)
	}
	counts := make([]GroupCount, groups)
	variance := mat.NewSymDense(groups, nil)
	exits := s.walk(s.Time)
	var entries []int
	if s.Entry != nil {
		entries = s.walk(s.Entry)
	}
	atRisk, died := make([]float64, groups), make([]float64, groups)
	left := 0
	for i := 0; i < len(exits); {
		stratum, t := s.stratum(exits[i]), s.Time[exits[i]]
		if i > 0 && s.stratum(exits[i-1]) != stratum {
			clear(atRisk)
			for left < len(entries) && s.stratum(entries[left]) != stratum {
				left++
			}
		}
		for ; left < len(entries) && s.stratum(entries[left]) == stratum && s.Entry[entries[left]] >= t; left++ {
			atRisk[group[entries[left]]] -= s.weight(entries[left])
		}
		clear(died)
		n, d := 0.0, 0.0
		for ; i < len(exits) && s.Time[exits[i]] == t && s.stratum(exits[i]) == stratum; i++ {
			row := exits[i]
			g, w := group[row], s.weight(row)
			counts[g].N += w
			atRisk[g] += w
			if s.Event[row] == 1 {
				died[g] += w
				d += w
			}
		}
		for _, k := range atRisk {
			n += k
		}
		if d == 0 {
			continue
		}
		for g := range groups {
			share := atRisk[g] / n
			counts[g].Observed += died[g]
			counts[g].Expected += d * share
			for h := g; n > 1 && h < groups; h++ {
				v := -share * atRisk[h] / n
				if h == g {
					v += share
				}
				variance.SetSym(g, h, variance.At(g, h)+d*(n-d)/(n-1)*v)
			}
		}
	}
	var seen []int // groups that were ever at risk
	for g, c := range counts {
		if c.Expected > 0 {
			seen = append(seen, g)
		}
	}
	if len(seen) < 2 {
		return nil, Test{}, fmt.Errorf("log-rank test: fewer than two groups are under observation when something happens: leave the groups out")
	}
	free := len(seen) - 1
	gap, spread := mat.NewVecDense(free, nil), mat.NewSymDense(free, nil)
	for a := range free {
		c := counts[seen[a]]
		gap.SetVec(a, c.Observed-c.Expected)
		for b := a; b < free; b++ {
			spread.SetSym(a, b, variance.At(seen[a], seen[b]))
		}
	}
	var root mat.Cholesky
	var solved mat.VecDense
	statistic := math.NaN()
	if root.Factorize(spread) && root.SolveVecTo(&solved, gap) == nil {
		statistic = mat.Dot(gap, &solved)
	}
	return counts, chiSquared(statistic, free), nil
}
