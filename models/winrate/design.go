package winrate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/mat"
)

// Design is what a regression is fitted to: one row per race.
//
// The intercept is added by the fit. Nothing here is ever changed by a fit, and rows of weight 0 are as if absent.
type Design struct {
	Names  []string    // the covariates: one per column of X
	X      [][]float64 // one row per race; may be nil where there are no covariates
	Won    []float64   // 1: the first mover won, 0: it lost
	Weight []float64   // how many races a row stands for; nil: one each
	Offset []float64   // the part of the log odds that is known beforehand; nil: 0, which is also what predictions take
}

// Slopes returns how many slopes the races can carry: one per eight of the rarer outcome, so 0 below eight.
// It is a rule of thumb for what to fit and not a condition: Fit fits more, and warns.
func (d Design) Slopes() int {
	n, won := d.counts()
	return int(min(won, n-won) / 8)
}

// carries says whether the races can carry so many slopes, one at least, of covariates each of which takes two values.
func (d Design) carries(slopes int) bool { return d.Slopes() >= max(1, slopes) && d.varies() }

// varies says whether each covariate takes two values.
func (d Design) varies() bool {
	for j := range d.Names {
		if !slices.ContainsFunc(d.X, func(x []float64) bool { return x[j] != d.X[0][j] }) {
			return false
		}
	}
	return true
}

// unidentified says that a fit has failed because covariates that vary do so together: as too few races, they say nothing.
func unidentified(err error) bool { return errors.As(err, new(likelihood.Unidentified)) }

// counts returns how many races there are and how many the first mover won.
func (d Design) counts() (n, won float64) {
	for i, y := range d.Won {
		n += d.weight(i)
		won += d.weight(i) * y
	}
	return n, won
}

func (d Design) weight(i int) float64 {
	if d.Weight == nil {
		return 1
	}
	return d.Weight[i]
}

// row returns the covariates of row i after a leading 1, that of the intercept.
func (d Design) row(i int) []float64 { return d.appendRow(make([]float64, 0, len(d.Names)+1), i) }

func (d Design) appendRow(to []float64, i int) []float64 {
	to = append(to, 1)
	if len(d.Names) > 0 {
		to = append(to, d.X[i]...)
	}
	return to
}

// names returns the names of the coefficients: those of row.
func (d Design) names() []string {
	return append([]string{"(intercept)"}, d.Names...)
}

// where returns the rows for which keep holds.
func (d Design) where(keep func(row int) bool) Design {
	var kept []int
	for i := range d.Won {
		if keep(i) {
			kept = append(kept, i)
		}
	}
	return Design{d.Names, likelihood.Pick(d.X, kept), likelihood.Pick(d.Won, kept), likelihood.Pick(d.Weight, kept), likelihood.Pick(d.Offset, kept)}
}

// check returns an error that names the first thing that makes the design unfit to be fitted, cell by cell.
func (d Design) check() error {
	n := len(d.Won)
	switch {
	case n == 0:
		return fmt.Errorf("no rows to fit: give at least one decided race")
	case len(d.X) != n && (d.X != nil || len(d.Names) > 0):
		return fmt.Errorf("%d outcomes for %d rows of covariates: give one outcome per row", n, len(d.X))
	case d.Weight != nil && len(d.Weight) != n:
		return fmt.Errorf("%d weights for %d rows: give one per row or none", len(d.Weight), n)
	case d.Offset != nil && len(d.Offset) != n:
		return fmt.Errorf("%d offsets for %d rows: give one per row or none", len(d.Offset), n)
	}
	counted := 0
	for i := range n {
		if d.X != nil && len(d.X[i]) != len(d.Names) {
			return fmt.Errorf("row %d has %d values for %d covariates: give one value per covariate", i+1, len(d.X[i]), len(d.Names))
		}
		for j, name := range d.Names {
			if !finite(d.X[i][j]) {
				return fmt.Errorf("row %d: covariate %q is %v: give a finite number, or leave the row out", i+1, name, d.X[i][j])
			}
		}
		if y := d.Won[i]; y != 0 && y != 1 {
			return fmt.Errorf("row %d: the outcome is %v: it must be 1 (won) or 0 (lost)", i+1, y)
		}
		if w := d.weight(i); w < 0 || !finite(w) {
			return fmt.Errorf("row %d: the weight is %v: give a number of 0 or more", i+1, w)
		}
		if d.Offset != nil && !finite(d.Offset[i]) {
			return fmt.Errorf("row %d: the offset is %v: give a finite number, or leave the row out", i+1, d.Offset[i])
		}
		if d.weight(i) > 0 {
			counted++
		}
	}
	if p := len(d.names()); counted == 0 {
		return fmt.Errorf("no rows to fit: every row has weight 0")
	} else if p > counted {
		return fmt.Errorf("%d coefficients (%s) for %d rows: leave covariates out or bring more races", p, strings.Join(d.names(), ", "), counted)
	}
	return nil
}

// scaling takes the covariates to mean 0 and standard deviation 1, so that the arithmetic does not care about
// units. Estimates do not depend on it: the penalized likelihood only moves by a constant.
type scaling struct {
	center, scale []float64 // per column of row; the intercept has 0 and 1
}

// standardize returns the scaling, or an error that names a covariate that never varies.
func (d Design) standardize() (scaling, error) {
	names := d.names()
	s := scaling{make([]float64, len(names)), make([]float64, len(names))}
	for j, name := range names {
		if j == 0 {
			s.scale[0] = 1
			continue
		}
		var x, weight []float64
		for i := range d.Won {
			if w := d.weight(i); w > 0 {
				x, weight = append(x, d.X[i][j-1]), append(weight, w)
			}
		}
		var err error
		if s.center[j], s.scale[j], err = likelihood.Scale(name, x, weight); err != nil {
			return s, err
		}
	}
	return s, nil
}

// contrast takes weights a of the reported coefficients to weights of the standardized ones: a'b = c'beta.
func (s scaling) contrast(a []float64) []float64 {
	c := make([]float64, len(a))
	for j := range a {
		c[j] = a[j] / s.scale[j]
		if j > 0 {
			c[j] = (a[j] - a[0]*s.center[j]) / s.scale[j]
		}
	}
	return c
}

// nearlyNothing is the share of a column, in standard deviations, that must not be a combination of the others: with less
// the estimates are so large that rounding is all there is to them.
const nearlyNothing = 1e-6

// collinear returns an error that names the first column of which less than nearly, as a share in standard deviations, is
// left after a combination of those before it, and these.
func (l *logit) collinear(names []string, nearly float64) error {
	products := mat.NewSymDense(l.p, nil)
	products.SymOuterK(1, mat.NewDense(l.n, l.p, l.x).T())
	return likelihood.Collinear(products, names, nearly*nearly)
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
