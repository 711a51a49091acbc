// Package likelihood maximizes log likelihoods, penalized or not, and finds
// the ends of their profile intervals.
//
// A [Model] is the likelihood of one regression. [Maximize] climbs to a
// maximum of it; a [Profile] holds one coefficient and maximizes over the
// others. A penalized likelihood need not be concave, so a Profile searches
// from several starts, and it gives no end that it could not certify.
package likelihood

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// Model is a log likelihood. It keeps what the last At computed.
type Model interface {
	// At returns the log likelihood at b, and -Inf where it does not exist.
	At(b []float64) float64
	// Score fills u with the derivatives at the b of the last At, after which
	// Curvature may be asked.
	Score(u []float64)
	// Curvature returns minus the second derivative there, or a matrix in its
	// place: choice 0 is the best one, and nil says that there are no more.
	// The caller does not change it.
	Curvature(choice int) *mat.SymDense
}

// Maximum is where a search ended.
type Maximum struct {
	B          []float64
	Value      float64 // -Inf where the likelihood did not exist at the start
	Iterations int
	Converged  bool
	Step       float64 // largest part of the last step, relative to the coefficient where that is above 1
	Singular   bool    // no step was found: the matrix was not positive definite
}

const (
	maxIterations = 500
	maxStep       = 5     // per iteration in any coefficient, or as far as the largest has come
	settled       = 1e-10 // relative step at which a search has converged
	roughly       = 1e-6  // the same where rounding allows no better
)

// Maximize climbs from start, with the coefficients for which fixed is true
// left where they are (nil: none). Columns should have a standard deviation of
// about 1, because steps are limited. The model is left at the maximum.
//
// Steps are Newton's. They are not longer than maxStep, and halved until the
// likelihood does not fall. Where the slope has turned by more than half, the
// secant says where the top is: with a matrix that is not the curvature a whole
// step may land as high on the other side, for ever to and fro.
//
// watch (nil: none) sees each step and its gain, and stops the search with
// true: a likelihood without a penalty may have no maximum.
func Maximize(m Model, start []float64, fixed []bool, watch func(step []float64, gain float64) bool) Maximum {
	p := len(start)
	o := Maximum{B: append([]float64(nil), start...), Value: m.At(start)}
	if math.IsInf(o.Value, -1) || math.IsNaN(o.Value) {
		o.Value = math.Inf(-1)
		return o
	}
	c := climber{u: make([]float64, p), ahead: make([]float64, p), step: mat.NewVecDense(p, nil), work: mat.NewSymDense(p, nil)}
	next := make([]float64, p)
	m.Score(c.u)
	for o.Iterations = 1; o.Iterations <= maxIterations; o.Iterations++ {
		if o.Singular = !c.uphill(m, fixed); o.Singular {
			return o
		}
		step := c.step.RawVector().Data
		largest, reach, before := 0.0, float64(maxStep), o.Step
		o.Step = 0
		for j, b := range o.B {
			moves := math.Abs(step[j])
			largest, reach = max(largest, moves), max(reach, math.Abs(b))
			o.Step = max(o.Step, moves/max(1, math.Abs(b)))
		}
		if o.Converged = o.Step < settled; o.Converged {
			return o
		}
		slope, slack := floats.Dot(c.u, step), 1e-11*(1+math.Abs(o.Value))
		value, found := 0.0, false
		for share := min(1, reach/largest); share > 1e-12 && !found; {
			floats.AddScaledTo(next, o.B, share, step)
			if value = m.At(next); !(value >= o.Value-slack) { // not < : that would let NaN pass
				share /= 2
				continue
			}
			m.Score(c.ahead)
			if ahead := floats.Dot(c.free(c.ahead, fixed), step); ahead < -slope/2 {
				share *= slope / (slope - ahead)
				continue
			}
			found = true
		}
		if !found {
			m.At(o.B)
			m.Score(c.u)
			o.Converged = o.Step < roughly // as near as rounding lets it
			return o
		}
		stop := watch != nil && watch(step, value-o.Value)
		o.Value = value
		copy(o.B, next)
		copy(c.u, c.ahead)
		// As far as this step is below the one before, the next will be below this one.
		if o.Converged = o.Step < settled || o.Step*o.Step < settled*before; o.Converged || stop {
			return o
		}
	}
	o.Converged = o.Step < roughly
	return o
}

// Unpenalized is Maximize of a likelihood that may have no maximum. It returns the
// maximum, and as runaway the names of the coefficients that still move when there
// is nothing left to gain; nil: none.
//
// The gain is judged by itself and not by its share of the likelihood, as a
// likelihood ratio means the same in any sample. It is in units of the mean weight
// of a row where that is below 1. The step is judged by what it does to the row that
// it moves most: far is the largest value of each covariate.
func Unpenalized(m Model, start, far []float64, names []string, weight float64) (o Maximum, runaway []string) {
	moving := func(delta []float64) (moving []string) {
		for j, v := range delta {
			if math.Abs(v)*far[j] > 0.1 {
				moving = append(moving, names[j])
			}
		}
		return moving
	}
	o = Maximize(m, start, nil, func(step []float64, gain float64) bool {
		if gain < 1e-6*min(1, weight) {
			runaway = moving(step)
		}
		return runaway != nil
	})
	if runaway == nil && !o.Converged { // so far out that nothing is left to tell, or so slowly that there is no waiting for it
		runaway = moving(o.B)
	}
	return o, runaway
}

// climber is the room that Maximize works in.
type climber struct {
	u, ahead []float64
	step     *mat.VecDense
	work     *mat.SymDense
}

// free returns u with zeros for the coefficients that are held. It changes u.
func (c *climber) free(u []float64, fixed []bool) []float64 {
	for j, held := range fixed {
		if held {
			u[j] = 0
		}
	}
	return u
}

// uphill solves for the step over the coefficients that are free, with the
// first matrix that is positive definite there.
func (c *climber) uphill(m Model, fixed []bool) bool {
	c.free(c.u, fixed)
	for choice := 0; ; choice++ {
		a := m.Curvature(choice)
		if a == nil {
			return false
		}
		c.work.CopySym(a)
		for k, held := range fixed {
			if held {
				for j := range fixed {
					c.work.SetSym(j, k, 0)
				}
				c.work.SetSym(k, k, 1)
			}
		}
		root, ok := lapack64.Potrf(c.work.RawSymmetric())
		if !ok {
			continue
		}
		// A poor condition number is no reason to stop, and is not asked for: the step is tried before it is taken.
		step := c.step.RawVector()
		copy(step.Data, c.u)
		lapack64.Potrs(root, blas64.General{Rows: step.N, Cols: 1, Stride: 1, Data: step.Data})
		return true
	}
}

// Highest returns the highest maximum that climbs from the starts lead to, the
// first of equals, and leaves the model there. A search that stopped short is a
// point all the same, and only too low.
func Highest(m Model, fixed []bool, starts ...[]float64) Maximum {
	best := Maximum{Value: math.Inf(-1)}
	last := -1
	for i, start := range starts {
		o := Maximize(m, start, fixed, nil)
		if best.B == nil || o.Value > best.Value+1e-9 {
			best, last = o, i
		}
	}
	if last < len(starts)-1 && !math.IsInf(best.Value, -1) {
		m.At(best.B)
		m.Score(make([]float64, len(best.B)))
	}
	return best
}

// Starts returns n seeded random points for p coefficients, normal with a
// standard deviation of 2.
func Starts(p, n int) [][]float64 {
	random := rand.New(rand.NewPCG(uint64(p), uint64(n)))
	points := make([][]float64, n)
	for i := range points {
		points[i] = make([]float64, p)
		for j := range points[i] {
			points[i][j] = 2 * random.NormFloat64()
		}
	}
	return points
}
