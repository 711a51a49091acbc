package winrate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"headstart/models/cluster"
	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mathext"
)

// Predict returns the FLIC probability at covariates x, in the order of the design, with an offset. Its interval is that
// of the log odds by profile penalized likelihood, moved by what FLIC moves the intercept; SE is that of the log odds.
// Level is in (0, 1). An end that is not certified is NaN, and the error says why.
func (r *Regression) Predict(x []float64, offset, level float64) (Estimate, error) {
	e, err := r.interval(append([]float64{1}, x...), level)
	return r.chance(e, offset), err
}

// PredictWald is Predict with the interval value ± z·SE of the log odds: at once, and too narrow where a few rows decide.
func (r *Regression) PredictWald(x []float64, offset, level float64) Estimate {
	a := append([]float64{1}, x...)
	c := r.scaling.contrast(a)
	se := math.Sqrt(quadratic(r.model.inv.RawSymmetric().Data, r.model.p, c))
	return r.chance(around(dot(a, r.Firth), se, level), offset)
}

// chance turns penalized log odds into FLIC probabilities.
func (r *Regression) chance(e Estimate, offset float64) Estimate {
	shift := r.FLIC[0] - r.Firth[0] + offset
	for _, odds := range []*float64{&e.Value, &e.Lower, &e.Upper} {
		*odds = logistic(*odds + shift)
	}
	return e
}

// Without compares the regression with the one nested in it that has the named coefficients at 0: the same penalty, at
// the maximum over the others. It fails if a name is no coefficient, or the maximum is not found.
//
// Source: Heinze and Schemper (2002); logistftest of R's logistf.
func (r *Regression) Without(names []string) (likelihood.Test, error) {
	fixed, held := make([]bool, len(r.Names)), 0
	for _, name := range names {
		j := slices.Index(r.Names, name)
		if j < 1 {
			return likelihood.Test{}, fmt.Errorf("compare: %q is not a covariate of the regression", name)
		}
		if !fixed[j] {
			fixed[j], held = true, held+1
		}
	}
	if !r.Converged {
		return likelihood.Test{}, errUnsettled
	}
	starts := [][]float64{make([]float64, len(fixed))}
	for _, start := range likelihood.Starts(len(fixed), fitStarts) {
		for j := range start {
			if fixed[j] {
				start[j] = 0
			}
		}
		starts = append(starts, start)
	}
	best := likelihood.Highest(r.model.clone(), fixed, starts...)
	if !best.Converged {
		return likelihood.Test{}, errors.New("compare: the maximum of the smaller regression was not found")
	}
	return likelihood.ChiSquared(max(0, 2*(r.LogLik-best.Value)), held), nil
}

// Bin is a group of rows with neighboring predictions.
type Bin struct {
	N, Predicted float64 // rows, and their mean FLIC probability
	Observed     Estimate
}

// Calibration compares predictions with outcomes in about so many bins of equal size, by ascending probability; rows with
// the same probability stay together. The predictions are for the rows that were fitted, so they look better than they
// would for new ones. Observed has Jeffreys intervals of the level.
func (r *Regression) Calibration(bins int, level float64) []Bin {
	type row struct{ p, won, weight float64 }
	var rows []row
	for i := range r.design.Won {
		if w := r.design.weight(i); w > 0 {
			rows = append(rows, row{logistic(dot(r.design.row(i), r.FLIC) + r.design.offset(i)), r.design.Won[i], w})
		}
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.p, b.p) })
	var all []Bin
	var now Bin
	before, won := 0.0, 0.0
	for i, row := range rows {
		now.N += row.weight
		now.Predicted += row.weight * row.p
		won += row.weight * row.won
		last := i == len(rows)-1
		if !last && (before+now.N < r.N*float64(len(all)+1)/float64(bins)-1e-9 || rows[i+1].p-row.p < 1e-12) {
			continue
		}
		before += now.N
		now.Predicted /= now.N
		now.Observed = Estimate{Value: won / now.N, Lower: 0, Upper: 1, Level: level}
		if won > 0 {
			now.Observed.Lower = mathext.InvRegIncBeta(won+0.5, now.N-won+0.5, (1-level)/2)
		}
		if won < now.N {
			now.Observed.Upper = mathext.InvRegIncBeta(won+0.5, now.N-won+0.5, (1+level)/2)
		}
		all, now, won = append(all, now), Bin{}, 0
	}
	return all
}

// Clustered returns the coefficients with the standard errors, normal intervals and p-values that hold where rows of the
// same cluster depend on each other, and how many clusters there are. It fails unless there are more than coefficients.
//
// The scores are those of Firth's modified score function, the bread is the inverse information, and there is no
// correction for few clusters.
func (r *Regression) Clustered(clusters []string, level float64) (all []Coefficient, n int, err error) {
	if n, err = cluster.Count(clusters, len(r.Names)); err != nil {
		return nil, n, err
	}
	covariance := r.reported(cluster.By(clusters).Covariance(r.model.inv, r.scores()))
	for j, name := range r.Names {
		se := cluster.SE(covariance.At(j, j), r.SE[j])
		all = append(all, Coefficient{Name: name, Estimate: around(r.Firth[j], se, level), P: twoSided(r.Firth[j], se)})
	}
	return all, n, nil
}

// Percentiles returns the coefficients with the percentile intervals of bootstrap draws.
func (r *Regression) Percentiles(d *Draws, level float64) []Estimate {
	all := make([]Estimate, len(r.Names))
	for j := range all {
		column := make([]float64, len(d.FLIC))
		for i, b := range d.FLIC {
			column[i] = b[j]
		}
		all[j] = percentile(r.FLIC[j], column, level)
	}
	return all
}

// scores returns the part of each row of the design in Firth's modified score
// function, in standardized columns.
func (r *Regression) scores() [][]float64 {
	l, k := r.model, 0
	all := make([][]float64, len(r.design.Won))
	for i := range all {
		if all[i] = make([]float64, l.p); r.design.weight(i) > 0 {
			floats.AddScaled(all[i], l.residual(k), l.x[k*l.p:(k+1)*l.p])
			k++
		}
	}
	return all
}
