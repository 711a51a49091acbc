package survival

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
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
	c := &groupCounts{walk: newWalk(s), group: group, counts: make([]GroupCount, groups), variance: mat.NewSymDense(groups, nil),
		atRisk: make([]float64, groups)}
	c.pass(c)
	counts := c.counts
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
		gap.SetVec(a, counts[seen[a]].Observed-counts[seen[a]].Expected)
		for b := a; b < free; b++ {
			spread.SetSym(a, b, c.variance.At(seen[a], seen[b]))
		}
	}
	return counts, scoreTest(gap, spread), nil
}

// scoreTest is that of a score with its covariance.
func scoreTest(score *mat.VecDense, covariance *mat.SymDense) Test {
	var root mat.Cholesky
	var solved mat.VecDense
	if !root.Factorize(covariance) || root.SolveVecTo(&solved, score) != nil {
		return chiSquared(math.NaN(), score.Len())
	}
	return chiSquared(mat.Dot(score, &solved), score.Len())
}

// groupCounts is the lives at risk by group, and what they have met.
type groupCounts struct {
	*walk
	group    []int
	counts   []GroupCount
	variance *mat.SymDense
	atRisk   []float64
}

func (c *groupCounts) clear()        { clear(c.atRisk) }
func (c *groupCounts) leave(row int) { c.atRisk[c.group[c.row[row]]] -= c.weight[row] }

func (c *groupCounts) enter(row int) {
	c.atRisk[c.group[c.row[row]]] += c.weight[row]
	c.counts[c.group[c.row[row]]].N += c.weight[row]
}

func (c *groupCounts) happen(first, last int) {
	n, d := floats.Sum(c.atRisk), 0.0
	for i := first; i < last; i++ {
		if c.died[i] {
			c.counts[c.group[c.row[i]]].Observed += c.weight[i]
			d += c.weight[i]
		}
	}
	for g, k := range c.atRisk {
		share := k / n
		c.counts[g].Expected += d * share
		for h := g; n > 1 && h < len(c.atRisk); h++ {
			v := -share * c.atRisk[h] / n
			if h == g {
				v += share
			}
			c.variance.SetSym(g, h, c.variance.At(g, h)+d*(n-d)/(n-1)*v)
		}
	}
}
