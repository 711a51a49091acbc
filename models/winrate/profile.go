package winrate

import (
	"cmp"
	"errors"
	"math"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a value with its interval.
type Estimate struct {
	Value        float64
	SE           float64 // standard error, or standard deviation of a posterior or of bootstrap draws; 0: not given
	Lower, Upper float64 // may be infinite
	Level        float64 // of the interval, such as 0.95; 0: a range that has no level
}

// Coefficient is a coefficient of a regression with its interval and its test.
type Coefficient struct {
	Name string
	Estimate
	P     float64 // p-value of the penalized likelihood-ratio test of 0, with one degree of freedom; NaN: not known
	Doubt error   // why an end or the p-value is NaN; nil: they are all certified
}

// Coefficients returns the Firth estimates in the order of Names, with profile penalized-likelihood intervals,
//
//	{b_j : 2 [l*(max) - max over the rest of l*(b_j)] <= the chi-squared quantile of the level},
//
// and penalized likelihood-ratio tests. Level is in (0, 1). No Wald interval is given: under separation the profile
// is far from symmetric. An end is certified from both sides by searches from several starts; where that fails, or the
// fit did not converge, it is NaN.
//
// Source: Heinze and Schemper (2002), Statistics in Medicine 21.
func (r *Regression) Coefficients(level float64) []Coefficient {
	all := make([]Coefficient, len(r.Names))
	for j, name := range r.Names {
		a := unit(len(r.Names), j)
		e, unsure := r.interval(a, level)
		p, untested := r.test(a, 0)
		all[j] = Coefficient{Name: name, Estimate: e, P: p, Doubt: cmp.Or(unsure, untested)}
	}
	return all
}

// interval returns the profile interval of the combination a'b of the reported coefficients. An end that could not be
// certified is NaN, and so are both where the fit did not converge; the error says why.
func (r *Regression) interval(a []float64, level float64) (Estimate, error) {
	p := r.profile(a)
	e := Estimate{Value: p.Top[p.K], SE: p.SE, Level: level, Lower: math.NaN(), Upper: math.NaN()}
	if !r.Converged {
		return e, errUnsettled
	}
	var err error
	e.Lower, e.Upper, err = p.Interval(distuv.ChiSquared{K: 1}.Quantile(level))
	return e, err
}

// test returns the p-value of a'b = value; NaN with an error where it is not known.
func (r *Regression) test(a []float64, value float64) (float64, error) {
	if !r.Converged {
		return math.NaN(), errUnsettled
	}
	fall, err := r.profile(a).Fall(value)
	if err != nil {
		return math.NaN(), err
	}
	return likelihood.ChiSquared(fall, 1).P, nil
}

var errUnsettled = errors.New("the fit did not converge")

// profile returns the profile of the combination a'b of the reported coefficients.
func (r *Regression) profile(a []float64) *likelihood.Profile {
	c := r.scaling.contrast(a)
	model, k := r.model.along(c)
	p := &likelihood.Profile{Model: model, K: k, Top: append([]float64(nil), r.beta...), Value: r.LogLik, Along: make([]float64, len(c))}
	p.Top[k] = dot(c, r.beta)
	variance := mat.NewVecDense(len(c), p.Along) // of each coefficient with the combination
	variance.MulVec(r.model.inv, mat.NewVecDense(len(c), c))
	square := dot(c, p.Along)
	floats.Scale(1/square, p.Along)
	p.SE = math.Sqrt(square)
	p.Tame = model.tame
	p.Starts = likelihood.Affordable(r.model.n, len(c))
	return p
}

// manyRows is from how many on the expected information does for the curvature.
const manyRows = 20000
