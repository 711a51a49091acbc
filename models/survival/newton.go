package survival

import (
	"fmt"
	"math"
	"slices"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// model is the likelihood to maximize, at its last point.
type model struct {
	*design
	breslow, firth bool
	point
}

// evaluate returns the likelihood. Firth's penalty ½·ln det I adds to the score
// ½·trace(I⁻¹ ∂I/∂βⱼ) (Heinze and Schemper 2001, equation 3).
func (m *model) evaluate(beta []float64) point {
	pt := m.sum(beta, m.firth, nil)
	if !m.firth {
		return pt
	}
	var factor mat.Cholesky
	var inverse mat.SymDense
	if !factor.Factorize(pt.info) || m.drowned(&factor) || factor.InverseTo(&inverse) != nil {
		pt.value = math.Inf(-1)
		return pt
	}
	pt.value += factor.LogDet() / 2
	for i, v := range pt.third {
		pt.score[i%m.p] += inverse.At(i/m.p/m.p, i/m.p%m.p) * v / 2
	}
	return pt
}

// drowned says that so little information is left that what there is may be
// rounding, the difference of two nearly equal means of squares.
func (m *model) drowned(factor *mat.Cholesky) bool {
	u, far := factor.RawU(), floats.Max(m.far)
	for j := range m.p {
		if pivot := u.At(j, j); !(pivot*pivot > 1e-14*far*far) {
			return true
		}
	}
	return false
}

// covariance is the inverse of the information.
func (pt point) covariance() (*mat.SymDense, error) {
	var factor mat.Cholesky
	var inverse mat.SymDense
	if !factor.Factorize(pt.info) {
		return nil, likelihood.Unidentified("the covariates say too little about the events for standard errors: leave some out")
	}
	if err := factor.InverseTo(&inverse); err != nil {
		return nil, likelihood.Unidentified(fmt.Sprintf("the covariates are too alike for standard errors, leave some out: %v", err))
	}
	return &inverse, nil
}

// At, Score and Curvature are the model as the maximizer sees it.
func (m *model) At(b []float64) float64 {
	m.point = m.evaluate(slices.Clone(b))
	return m.value
}

func (m *model) Score(u []float64) { copy(u, m.score) }

// Curvature returns the information, which with a penalty is not the curvature.
func (m *model) Curvature(choice int) *mat.SymDense {
	if choice > 0 {
		return nil
	}
	return m.info
}

// maximize goes uphill from a start. Runaway are covariates by which the
// likelihood has no maximum (monotone likelihood).
func (m *model) maximize(start []float64) (best point, runaway []string, err error) {
	none := likelihood.Unidentified("no maximum found: leave out a covariate")
	if m.firth {
		if o := likelihood.Highest(m, nil, append([][]float64{start}, likelihood.Starts(m.p, 3)...)...); !o.Converged {
			err = none
		}
		return m.point, nil, err
	}
	o, runaway := likelihood.Unpenalized(m, start, m.far, m.names, m.lives()/float64(len(m.Time)))
	switch {
	case runaway != nil || o.Converged:
	case o.Singular:
		err = likelihood.Unidentified("the covariates are nearly collinear: leave some out")
	default:
		err = none
	}
	return m.point, runaway, err
}

// profile returns the profile likelihood of coefficient j, whose intervals,
// unlike Wald's, need not be symmetric, and under monotone likelihood are not
// by far.
//
// Source: Heinze and Schemper (2001), section 2.3.
func (m *model) profile(best point, cov *mat.SymDense, j int) *likelihood.Profile {
	p := &likelihood.Profile{Model: m, K: j, Top: best.beta, Value: best.value, SE: math.Sqrt(cov.At(j, j)), Along: mat.Row(nil, j, cov)}
	floats.Scale(1/cov.At(j, j), p.Along)
	p.Starts = likelihood.Affordable(4*len(m.Time), m.p) // with a tensor to every row
	return p
}
