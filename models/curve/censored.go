package curve

import "math"

// censor weighs residuals, fitted less observed, or turns them into those of a
// censored normal likelihood with errors of size sigma, and the derivatives with them:
//
//	a figure       r/σ
//	a lower bound  √(-2 ln Φ(r/σ)), which is 0 where the curve is far above it
//	an upper bound √(-2 ln Φ(-r/σ))
//
// Half their sum of squares is the negative log likelihood, so whatever is
// done to a sum of squares can be done to it.
func (s *sample) censor(p int, r, jac []float64) {
	n := len(r)
	for i, w := range s.weight {
		r[i] *= w
		for j := range p {
			jac[j*n+i] *= w
		}
	}
	if s.bound == nil {
		return
	}
	for i := range r {
		slope := 1 / s.sigma
		if side := float64(s.bound[i]); side != 0 {
			ln, hazard := lowerTail(side * r[i] / s.sigma)
			r[i] = math.Sqrt(max(-2*ln, 0))
			if r[i] < 1e-100 {
				slope = 0
			} else {
				slope *= -side * hazard / r[i]
			}
		} else {
			r[i] *= slope
		}
		for j := range p {
			jac[j*n+i] *= slope
		}
	}
}

// lowerTail returns ln Φ(z) and its derivative φ(z)/Φ(z).
func lowerTail(z float64) (ln, hazard float64) {
	if z < -30 { // where Φ is about to underflow: φ(z)/|z|
		return -z*z/2 - math.Log(-z*math.Sqrt(2*math.Pi)), -z - 1/z
	}
	if z > 0 {
		ln = math.Log1p(-math.Erfc(z/math.Sqrt2) / 2)
	} else {
		ln = math.Log(math.Erfc(-z/math.Sqrt2) / 2)
	}
	return ln, math.Exp(-z*z/2-ln) / math.Sqrt(2*math.Pi)
}

// likely goes from theta to the maximum of the censored likelihood, by turns in
// theta and in σ:
//
//	σ² = [Σ r² + σ²·Σ(1 - z·φ(z)/Φ(z))] / (n - p),
//
// with r over the figures and z = ±r/σ over the bounds, which is the EM
// step for σ (Aitkin 1981, "A note on the regression analysis of censored
// data") with the degrees of freedom taken off as without bounds. EM is slow
// where there are many bounds; the secant of its steps in ln σ is not.
func (s *sample) likely(q *squares, theta []float64, held set, sigma float64) (sum float64, ok bool) {
	free := float64(len(s.x) - len(q.free(held)))
	at, step, before, stepBefore := math.Log(max(sigma, smallest)), 0.0, math.NaN(), math.NaN()
	defer func() { q.offset = exactly }()
	for range 100 {
		s.sigma = math.Exp(at)
		q.offset = nearly // a sum of squares to eight digits gives σ as many
		if math.Abs(step) < 1e-5 && !math.IsNaN(before) {
			q.offset = exactly
		}
		sum, ok = q.minimize(theta, held)
		if !ok && q.astray(theta, none) {
			return sum, false
		}
		figures, bounds := s.spread(q, theta)
		step = math.Log(max(figures+s.sigma*s.sigma*bounds, smallest*smallest)/free)/2 - at
		if math.Abs(step) < 1e-7 && q.offset == exactly {
			return sum, ok
		}
		next := at + step
		if secant := at - step*(at-before)/(step-stepBefore); math.Abs(secant-at) < 1 && (secant-at)*step > 0 {
			next = secant
		}
		at, before, stepBefore = next, at, step
	}
	return sum, false
}

// smallest is a σ of nothing but rounding.
const smallest = 1e-12

// spread returns Σ r² of the figures and Σ(1 - z·φ(z)/Φ(z)) of the bounds.
func (s *sample) spread(q *squares, theta []float64) (figures, bounds float64) {
	sigma, bound := s.sigma, s.bound
	s.bound = nil
	q.at(theta, q.r, q.jac)
	s.bound = bound
	for i, r := range q.r {
		if bound[i] == exact {
			figures += r * r
			continue
		}
		r *= float64(bound[i])
		_, hazard := lowerTail(r / sigma)
		bounds += 1 - r/sigma*hazard
	}
	return figures, bounds
}
