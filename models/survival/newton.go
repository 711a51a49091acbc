package survival

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// model is the likelihood to maximise.
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
	m.walk(beta, m.breslow, m.firth, func(now *moment) {
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

// step solves I·δ = score in all coordinates but the held one.
func (pt point) step(held *int) ([]float64, bool) {
	var free []int
	for j := range pt.beta {
		if held == nil || j != *held {
			free = append(free, j)
		}
	}
	delta := make([]float64, len(pt.beta))
	if len(free) == 0 {
		return delta, true
	}
	info, score := mat.NewSymDense(len(free), nil), mat.NewVecDense(len(free), nil)
	for a, j := range free {
		score.SetVec(a, pt.score[j])
		for b := a; b < len(free); b++ {
			info.SetSym(a, b, pt.info.At(j, free[b]))
		}
	}
	var factor mat.Cholesky
	var solved mat.VecDense
	if !factor.Factorize(info) || factor.SolveVecTo(&solved, score) != nil {
		return nil, false
	}
	for a, j := range free {
		delta[j] = solved.AtVec(a)
	}
	return delta, true
}

const (
	steps     = 200
	converged = 1e-10 // largest step, in standard deviations
	roughly   = 1e-6  // the same where rounding allows no better
	longest   = 50    // a step is cut so that no log hazard changes by more
)

// maximise goes uphill from a point by Newton steps with the information,
// halved until they gain, with coordinate held (if any) staying where it is.
//
// Runaway lists the coordinates that still move when there is nothing left to
// gain: there the likelihood has no maximum (monotone likelihood). The gain is
// judged by itself and not by its share of the log likelihood, as a likelihood
// ratio means the same in any sample, and the step by what it does to the log
// hazard of the life it moves most.
func (m *model) maximise(from point, held *int) (best point, runaway []int, err error) {
	best = from
	size := math.Inf(1)
	for range steps {
		delta, ok := best.step(held)
		if !ok {
			if runaway = m.moving(best.beta); runaway != nil && !m.firth {
				return best, runaway, nil // so far out that nothing is left to tell
			}
			return best, nil, fmt.Errorf("the covariates can hardly be told apart: leave some out")
		}
		if size = floats.Norm(delta, math.Inf(1)); size < converged {
			return best, nil, nil
		}
		if reach := floats.Norm(m.linear(delta), math.Inf(1)); reach > longest {
			floats.Scale(longest/reach, delta)
		}
		next, gain := m.uphill(best, delta)
		if gain < 1e-6 && !m.firth {
			if runaway = m.moving(delta); runaway != nil {
				return best, runaway, nil
			}
		}
		if math.IsInf(gain, -1) {
			break
		}
		best = next
	}
	if size < roughly {
		return best, nil, nil // as near as rounding lets it
	}
	if runaway = m.moving(best.beta); runaway != nil && !m.firth {
		return best, runaway, nil // so slowly that there is no waiting for it
	}
	return best, nil, fmt.Errorf("no maximum found: leave out a covariate")
}

// uphill returns the first point along a step that is not lower and not far
// beyond the top, and what it gains; -Inf if there is none.
//
// With a penalty the information is not the curvature, and a whole step may
// land as high on the other side, for ever to and fro. So where the slope has
// turned by more than half, the secant says where the top is.
func (m *model) uphill(from point, delta []float64) (point, float64) {
	slack := 1e-12 * (1 + math.Abs(from.value)) // rounding must not stop a good step
	slope := floats.Dot(from.score, delta)
	for share := 1.0; share > 1e-9; {
		beta := make([]float64, m.p)
		floats.AddScaledTo(beta, from.beta, share, delta)
		next := m.at(beta)
		gain, ahead := next.value-from.value, floats.Dot(next.score, delta)
		switch {
		case !(gain >= -slack):
			share /= 2
		case ahead < -slope/2:
			share *= slope / (slope - ahead)
		default:
			return next, gain
		}
	}
	return from, math.Inf(-1)
}

// moving lists the coordinates by which a step still changes some log hazard.
func (m *model) moving(delta []float64) []int {
	var moving []int
	for j, v := range delta {
		reach := 0.0
		for _, x := range m.x {
			reach = max(reach, math.Abs(v*x[j]))
		}
		if reach > 0.1 {
			moving = append(moving, j)
		}
	}
	return moving
}
