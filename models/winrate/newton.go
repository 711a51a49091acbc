package winrate

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// optimum is where the search for the maximum ended.
type optimum struct {
	b          []float64
	value      float64
	iterations int
	converged  bool
}

const (
	maxIterations = 500
	maxStep       = 5 // per iteration in any standardised coefficient, or as far as the largest has come
)

// maximise climbs from start with the coefficients for which fixed is true left where they are (nil: none).
//
// The step is Newton's, with the expected information in place of the second derivative where that does not point
// uphill; not longer than maxStep; and halved until the penalised likelihood does not fall. It has converged when no
// coefficient moves by 1e-10 of its size or more. (With the expected information alone, as is common, a handful of
// races can make the steps swing about the maximum for ever.)
func (l *likelihood) maximise(start []float64, fixed []bool) optimum {
	o := optimum{b: append([]float64(nil), start...)}
	next, u := make([]float64, l.p), make([]float64, l.p)
	step := mat.NewVecDense(l.p, nil)
	var root mat.Cholesky
	o.value = l.at(o.b)
	if math.IsInf(o.value, -1) {
		return o
	}
	for o.iterations = 1; o.iterations <= maxIterations; o.iterations++ {
		l.score(u)
		if l.curvature(); !l.uphill(&root, l.curve, u, fixed, step) && !l.uphill(&root, l.info, u, fixed, step) {
			break
		}
		largest, relative, reach := 0.0, 0.0, float64(maxStep)
		for j, b := range o.b {
			moves := math.Abs(step.AtVec(j))
			largest = max(largest, moves)
			relative = max(relative, moves/max(1, math.Abs(b)))
			reach = max(reach, math.Abs(b))
		}
		size := min(1, reach/largest)
		value, slack := math.Inf(-1), 1e-11*(1+math.Abs(o.value))
		for halved := 0; halved < 40; halved++ {
			for j := range next {
				next[j] = o.b[j] + size*step.AtVec(j)
			}
			if value = l.at(next); value >= o.value-slack {
				break
			}
			size /= 2
		}
		if !(value >= o.value-slack) { // not < : that would let NaN pass
			l.at(o.b)
			break
		}
		o.value = value
		copy(o.b, next)
		if relative < 1e-10 {
			o.converged = true
			break
		}
	}
	l.score(u)
	return o
}

// curvature fills curve with minus the second derivative of l* at the b of the last at, after score:
//
//	sum [W + 2 penalty h p (1-p) - penalty h (1-2p)^2] x_j x_k + penalty tr(V D_j V D_k),
//
// W = w p (1-p), V = I^-1, h = W x'Vx, D_j = sum W (1-2p) x_j x x', the derivative of I.
func (l *likelihood) curvature() {
	if l.penalty == 0 {
		l.curve.CopySym(l.info)
		return
	}
	curve := l.curve.RawSymmetric()
	clear(curve.Data)
	clear(l.third)
	n := l.p
	for i := range l.n {
		p := l.prob[i]
		w := l.w[i] * p * (1 - p)
		if w == 0 {
			continue
		}
		x := l.x[i*n : (i+1)*n]
		h := l.penalty * l.leverage[i]
		c, t := w+2*h*p*(1-p)-h*(1-2*p)*(1-2*p), w*(1-2*p)
		for j, v := range x {
			for k := j; k < n; k++ {
				curve.Data[j*curve.Stride+k] += c * v * x[k]
				for m := k; m < n; m++ {
					l.third[(j*n+k)*n+m] += t * v * x[k] * x[m]
				}
			}
		}
	}
	// V D_j, from the sums over ascending indices of a tensor that is symmetric.
	inv := l.inv.RawSymmetric()
	for j := range n {
		for a := range n {
			for b := range n {
				sum := 0.0
				for k := range n {
					v := inv.Data[min(a, k)*inv.Stride+max(a, k)]
					low, high := min(j, k, b), max(j, k, b)
					sum += v * l.third[(low*n+j+k+b-low-high)*n+high]
				}
				l.turned[(j*n+a)*n+b] = sum
			}
		}
	}
	for j := range n {
		for k := j; k < n; k++ {
			trace := 0.0
			for a := range n {
				for b := range n {
					trace += l.turned[(j*n+a)*n+b] * l.turned[(k*n+b)*n+a]
				}
			}
			curve.Data[j*curve.Stride+k] += l.penalty * trace
		}
	}
}

// uphill fills step with a^-1 u over the coefficients that are free and 0 for the others, and returns whether a is
// positive definite there. It changes a and u where they concern the others.
func (l *likelihood) uphill(root *mat.Cholesky, a *mat.SymDense, u []float64, fixed []bool, step *mat.VecDense) bool {
	for k, held := range fixed {
		if !held {
			continue
		}
		for j := range l.p {
			a.SetSym(j, k, 0)
		}
		a.SetSym(k, k, 1)
		u[k] = 0
	}
	if !root.Factorize(a) {
		return false
	}
	// A poor condition number is no reason to stop: the step is tried before it is taken.
	_ = root.SolveVecTo(step, mat.NewVecDense(l.p, u))
	return true
}
