// Package cluster computes variances for estimates whose rows share what they
// are made of. Two races that have a platform in common are not two
// independent pieces of evidence, and an interval must know it.
//
// An estimate is the sum of one score per row: for a rate (won − rate) / n,
// for a regression the row's part of the score function. [Sharing] says which
// rows belong together, and [Sharing.Meat] sums the products of their scores.
package cluster

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Sharing says which rows share something. It is a list of groupings whose
// sums of squares are added or subtracted, so that each pair of rows that
// shares anything counts once: inclusion and exclusion, which takes time in
// proportion to the rows.
//
// The zero value shares nothing: each row stands alone.
type Sharing struct {
	groupings []grouping
}

// A grouping is a partition of rows; a row may be in several of its groups,
// which are numbered in the order in which they first appear.
type grouping struct {
	sign   float64
	width  int   // groups that a row is in
	member []int // which they are, row by row
	groups int
}

// group numbers what n rows name, a name being whatever tells groups apart.
func group[K comparable](sign float64, n, width int, name func(row, k int) K) grouping {
	g := grouping{sign: sign, width: width, member: make([]int, 0, n*width)}
	index := map[K]int{}
	for row := range n {
		for k := range width {
			at, known := index[name(row, k)]
			if !known {
				at = len(index)
				index[name(row, k)] = at
			}
			g.member = append(g.member, at)
		}
	}
	g.groups = len(index)
	return g
}

// By returns the sharing of rows with the same name: one-way clusters (Liang
// and Zeger 1986, Biometrika 73).
func By(names []string) Sharing {
	return Sharing{[]grouping{group(1, len(names), 1, func(row, _ int) string { return names[row] })}}
}

// Dyads returns the sharing of rows that have a member in common, where row i
// is the pair of a[i] and b[i]: dyadic clusters (Aronow, Samii and Assenova
// 2015, Political Analysis 23, equation 4). It panics if a and b differ in
// length.
func Dyads(a, b []string) Sharing {
	if len(a) != len(b) {
		panic("cluster: pairs of unequal length")
	}
	members := group(1, len(a), 2, func(row, k int) string { return [2]string{a[row], b[row]}[k] })
	// Rows of the same two members share both, and would count twice.
	pairs := group(-1, len(a), 1, func(row, _ int) int {
		x, y := members.member[2*row], members.member[2*row+1]
		return min(x, y)*members.groups + max(x, y)
	})
	return Sharing{[]grouping{members, pairs}}
}

// Or returns the sharing of rows that share anything by s or by t: multiway
// clusters (Cameron, Gelbach and Miller 2011, Journal of Business and
// Economic Statistics 29). Both must be of the same rows.
func (s Sharing) Or(t Sharing) Sharing {
	out := append(append([]grouping{}, s.groupings...), t.groupings...)
	for _, g := range s.groupings {
		for _, h := range t.groupings {
			out = append(out, group(-g.sign*h.sign, len(g.member)/g.width, g.width*h.width, func(row, k int) int {
				return g.member[row*g.width+k/h.width]*h.groups + h.member[row*h.width+k%h.width]
			}))
		}
	}
	return Sharing{out}
}

// Meat returns the sum of scores[i]·scores[j]ᵀ over all ordered pairs of rows
// that share something, each row with itself included. All scores have the
// same length; it panics if they are not one per row.
func (s Sharing) Meat(scores [][]float64) *mat.SymDense {
	p := len(scores[0])
	total := make([]float64, p*p)
	add := func(sign float64, sum []float64) {
		for i, v := range sum {
			for j := i; j < p; j++ {
				total[i*p+j] += sign * v * sum[j]
			}
		}
	}
	if s.groupings == nil {
		for _, score := range scores {
			add(1, score)
		}
	}
	for _, g := range s.groupings {
		if len(g.member) != g.width*len(scores) {
			panic(fmt.Sprintf("cluster: %d scores for %d rows", len(scores), len(g.member)/g.width))
		}
		sums := make([]float64, g.groups*p)
		for i, score := range scores {
			for _, k := range g.member[i*g.width : (i+1)*g.width] {
				for j, v := range score {
					sums[k*p+j] += v
				}
			}
		}
		for k := range g.groups {
			add(g.sign, sums[k*p:(k+1)*p])
		}
	}
	return mat.NewSymDense(p, total)
}

// Covariance returns bread·meat·bread, the sandwich estimate of the covariance
// of coefficients whose inverse information is bread. The multiway sum need
// not be positive; a variance below 0 is a variance that these data cannot
// estimate, and comes back as it is.
func (s Sharing) Covariance(bread mat.Symmetric, scores [][]float64) *mat.SymDense {
	n := bread.SymmetricDim()
	var left, full mat.Dense
	left.Mul(bread, s.Meat(scores))
	full.Mul(&left, bread)
	out := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			out.SetSym(i, j, (full.At(i, j)+full.At(j, i))/2)
		}
	}
	return out
}

// Count returns how many different names there are, and an error unless they are
// more than least: the scores of as many clusters as there are coefficients, which
// add up to 0, are too few to tell the errors of these.
func Count(names []string, least int) (n int, err error) {
	if n = By(names).groupings[0].groups; n <= least {
		err = fmt.Errorf("clusters: there must be more than %d, and there are %d: name another column", least, n)
	}
	return n, err
}

// SE returns the standard error of a variance by cluster, where that of the
// model is own. It is NaN where nothing but rounding is left, as where the scores of
// each cluster add up to 0.
func SE(variance, own float64) float64 {
	if !(variance > 1e-16*own*own) {
		return math.NaN()
	}
	return math.Sqrt(variance)
}

// LogitInterval returns the interval of a rate whose standard error is se,
// symmetric in the log odds, so that it stays between 0 and 1. At a rate of 0
// or 1, or without a standard error, there is none: both ends are NaN.
func LogitInterval(rate, se, level float64) (lower, upper float64) {
	if !(rate > 0 && rate < 1 && se > 0) {
		return math.NaN(), math.NaN()
	}
	half := distuv.UnitNormal.Quantile((1+level)/2) * se / (rate * (1 - rate))
	odds := math.Log(rate) - math.Log1p(-rate)
	return 1 / (1 + math.Exp(half-odds)), 1 / (1 + math.Exp(-half-odds))
}
