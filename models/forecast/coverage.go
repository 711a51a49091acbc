package forecast

import (
	"math"

	"headstart/transform"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// tally counts the figures of one cluster: how many there are, how many lie
// inside their interval, and how many below and above it.
type tally struct {
	cluster, n, inside, below, above int
}

// tallies are those of some forecasts, in order of their clusters.
type tallies []tally

// add counts a figure of a cluster, which is the last one or a new one.
func (c *tallies) add(cluster int, y, lower, upper float64) {
	if last := len(*c) - 1; last < 0 || (*c)[last].cluster != cluster {
		*c = append(*c, tally{cluster: cluster})
	}
	t := &(*c)[len(*c)-1]
	t.n++
	switch {
	case y < lower:
		t.below++
	case y > upper:
		t.above++
	default:
		t.inside++
	}
}

func (c tallies) sum() (all tally) {
	for _, t := range c {
		all.n += t.n
		all.inside += t.inside
		all.below += t.below
		all.above += t.above
	}
	return all
}

// mean is the mean over clusters of the share inside, each cluster counting the
// same; NaN without any.
func (c tallies) mean() float64 {
	sum := 0.0
	for _, t := range c {
		sum += float64(t.inside) / float64(t.n)
	}
	return sum / float64(len(c))
}

// interval returns the 95 % interval of the share of n figures that lie inside,
// where figures of a cluster are alike: that of Clopper and Pearson for the
// number of independent figures that would have the same variance,
//
//	p(1-p)/V · (t[n-1]/t[g-1])², V = g/(g-1)·Σ (inside - p·n[j])²/n²,
//
// g being the number of clusters, and t the quantiles for 95 %; but not more
// than n, and not more than g where all or none lie inside. With a single
// cluster there is none, and both ends are NaN.
//
// Source: Korn and Graubard (1998), "Confidence intervals for proportions with
// small expected number of positive counts estimated from survey data".
func (c tallies) interval() (lower, upper float64) {
	g, all := float64(len(c)), c.sum()
	if g < 2 {
		return math.NaN(), math.NaN()
	}
	n := float64(all.n)
	p := float64(all.inside) / n
	variance := 0.0
	for _, t := range c {
		e := (float64(t.inside) - p*float64(t.n)) / n
		variance += g / (g - 1) * e * e
	}
	size := n
	if all.inside == 0 || all.inside == all.n {
		size = min(g, n)
	} else if variance > 0 {
		t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile((1 + transform.Level) / 2)
		t /= distuv.StudentsT{Mu: 0, Sigma: 1, Nu: g - 1}.Quantile((1 + transform.Level) / 2)
		size = min(n, p*(1-p)/variance*t*t)
	}
	x := p * size
	lower, upper = 0, 1
	if x > 0 {
		lower = mathext.InvRegIncBeta(x, size-x+1, (1-transform.Level)/2)
	}
	if x < size {
		upper = mathext.InvRegIncBeta(x+1, size-x, (1+transform.Level)/2)
	}
	return lower, upper
}
