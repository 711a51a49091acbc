package survival

import (
	"fmt"
	"math"

	"headstart/models/likelihood"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// model is the likelihood to maximize.
type model struct {
	*design
	breslow, firth bool
}

// point is the likelihood at one β, with Firth's penalty where the model has
// it.
type point struct {
	beta  []float64
	value float64       // log likelihood; -Inf where the penalty does not exist
	score []float64     // its derivatives
	info  *mat.SymDense // the information, without penalty
}

// at evaluates the likelihood. Firth's penalty ½·ln det I adds to the score
// ½·trace(I⁻¹ ∂I/∂βⱼ) (Heinze and Schemper 2001, equation 3).
func (m *model) at(beta []float64) point {
	p := m.p
	pt := point{beta: beta, score: make([]float64, p), info: mat.NewSymDense(p, nil)}
	info := make([]float64, p*p)
	var third []float64
	if m.firth {
		third = make([]float64, p*p*p)
	}
	m.moments(beta, m.breslow, m.firth, func(now *moment) {
		pt.value += now.loglik
		for a, v := range now.score {
			pt.score[a] += v
		}
		for a, v := range now.info {
			info[a] += v
		}
		for a, v := range now.third {
			third[a] += v
		}
	})
	for a := range p {
		for b := a; b < p; b++ {
			pt.info.SetSym(a, b, info[a*p+b])
		}
	}
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
	for a := range p {
		for b := range p {
			for c := range p {
				pt.score[c] += inverse.At(a, b) * third[(a*p+b)*p+c] / 2
			}
		}
	}
	return pt
}

// drowned says that so little information is left that what there is may be
// rounding, the difference of two nearly equal means of squares.
func (m *model) drowned(factor *mat.Cholesky) bool {
	u := factor.RawU()
	for j := range m.p {
		if pivot := u.At(j, j); !(pivot*pivot > 1e-14*m.far*m.far) {
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
		return nil, fmt.Errorf("the covariates say too little about the events for standard errors: leave some out")
	}
	if err := factor.InverseTo(&inverse); err != nil {
		return nil, fmt.Errorf("the covariates are too alike for standard errors, leave some out: %w", err)
	}
	return &inverse, nil
}

// walker is the model as the maximizer sees it. It stands at the last point.
type walker struct {
	*model
	point
}

func (w *walker) At(b []float64) float64 {
	w.point = w.at(append([]float64(nil), b...))
	return w.value
}

func (w *walker) Score(u []float64) { copy(u, w.score) }

// Curvature returns the information, which with a penalty is not the curvature.
func (w *walker) Curvature(choice int) *mat.SymDense {
	if choice > 0 {
		return nil
	}
	return w.info
}

// maximize goes uphill from a start.
//
// Runaway lists the coordinates that still move when there is nothing left to
// gain: there the likelihood has no maximum (monotone likelihood). The gain is
// judged by itself and not by its share of the log likelihood, as a likelihood
// ratio means the same in any sample, and the step by what it does to the log
// hazard of the life it moves most.
func (m *model) maximize(start []float64) (best point, runaway []int, err error) {
	w := &walker{model: m}
	if m.firth {
		o := likelihood.Highest(w, nil, append([][]float64{start}, likelihood.Starts(m.p, 3)...)...)
		if !o.Converged {
			return w.point, nil, fmt.Errorf("no maximum found: leave out a covariate")
		}
		return w.point, nil, nil
	}
	o := likelihood.Maximize(w, start, nil, func(step []float64, gain float64) bool {
		if gain < 1e-6 {
			runaway = m.moving(step)
		}
		return runaway != nil
	})
	switch {
	case runaway != nil || o.Converged:
	case m.moving(w.beta) != nil: // so far out that nothing is left to tell, or so slowly that there is no waiting for it
		runaway = m.moving(w.beta)
	case o.Singular:
		err = fmt.Errorf("the covariates are nearly collinear: leave some out")
	default:
		err = fmt.Errorf("no maximum found: leave out a covariate")
	}
	return w.point, runaway, err
}

// moving lists the coordinates by which a step still changes some log hazard.
func (m *model) moving(delta []float64) []int {
	var moving []int
	for j, v := range delta {
		reach := 0.0
		for i := j; i < len(m.x); i += m.p {
			reach = max(reach, math.Abs(v*m.x[i]))
		}
		if reach > 0.1 {
			moving = append(moving, j)
		}
	}
	return moving
}

// profile returns the profile likelihood of coefficient j, whose intervals,
// unlike Wald's, need not be symmetric, and under monotone likelihood are not
// by far.
//
// Source: Heinze and Schemper (2001), section 2.3.
func (m *model) profile(best point, cov *mat.SymDense, j int) *likelihood.Profile {
	p := &likelihood.Profile{Model: &walker{model: m}, K: j, Top: best.beta, Value: best.value, SE: math.Sqrt(cov.At(j, j)),
		Along: mat.Row(nil, j, cov)}
	floats.Scale(1/cov.At(j, j), p.Along)
	p.Tame = func() bool { return !m.firth } // without a penalty it is concave throughout
	if len(m.time) <= manyRows {
		p.Starts = starts * (m.p - 1)
	}
	return p
}

const (
	starts   = 6    // random ones of each decision on an end, per coefficient that is not held
	manyRows = 5000 // beyond which only the fixed starts are affordable
)

// limits returns the ends of the profile interval of the level, NaN with an
// error where they could not be certified.
func (m *model) limits(best point, cov *mat.SymDense, j int, level float64) (lower, upper float64, err error) {
	return m.profile(best, cov, j).Interval(distuv.ChiSquared{K: 1}.Quantile(level))
}
