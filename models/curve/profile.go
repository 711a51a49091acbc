package curve

import (
	"math"
	"slices"
)

// reachOf is how far the interval of a parameter is looked for, in the terms of
// theta: beyond that the data allow any value.
func (s *sample) reachOf(name string) (low, high float64) {
	switch name {
	case "K", "m":
		return -20, lnHighest
	case "r":
		return -25, s.lnSteepest() + 5
	case "p", "q":
		return -40, 5
	case "nu":
		return -15, 15
	}
	return -1e4, 1e4 // t0 and c, in the span of x and the highest y
}

// profile returns the ends of the interval {θ : √((S(θ) - S)/s²) ≤ most} of the
// parameter at j, S(θ) being the least sum of squares with that value: the
// profile likelihood (Bates and Watts 1988, section 6.1). An end that is not
// reached is infinite. better is a lower minimum, if the search comes upon one.
func (s *sample) profile(q *squares, j int, name string, best optimum, s2, se, most float64) (lower, upper float64, better []float64) {
	q.offset = nearly
	defer func() { q.offset = exactly }()
	low, high := s.reachOf(name)
	ends := [2]float64{math.Inf(-1), math.Inf(1)}
	for side, sign := range []float64{-1, 1} {
		if best.held.has(j) && sign > 0 {
			continue // no finite ceiling to begin with
		}
		edge := high
		if sign < 0 {
			edge = low
		}
		inside, at, theta := best.theta[j], 0.0, best.theta // theta is the minimum at inside
		distance := func(value float64) float64 {
			next, sum, ok := s.along(q, theta, j, value)
			if (!ok || j != atK) && &theta[0] != &best.theta[0] {
				if other, least, _ := s.along(q, best.theta, j, value); least < sum {
					next, sum = other, least
				}
			}
			reach := func() float64 { return math.Sqrt(max(sum-best.sum, 0) / s2) }
			if !(reach() < 2*most) || !ok { // it may be the minimum that was not found: go there in small steps
				const walk = 8
				path := theta
				for k := range walk {
					var least float64
					path, least, _ = s.along(q, path, j, inside+(value-inside)*float64(k+1)/walk)
					if k == walk-1 && least < sum {
						next, sum = path, least
					}
				}
			}
			if sum < best.sum*(1-1e-7) && better == nil && !q.negligible(best.sum) {
				better = slices.Clone(next)
			}
			if reach() <= most {
				inside, theta = value, next
			}
			return reach()
		}
		step := se * most
		if !(step < 1) {
			step = 1
		}
		step = max(step, 1e-6)
		outside, beyond := inside, 0.0
		for beyond <= most && outside != edge {
			at = beyond
			outside = inside + sign*step
			if sign*(outside-edge) > 0 {
				outside = edge
			}
			beyond = distance(outside)
			step *= 2
		}
		if beyond <= most || better != nil {
			continue
		}
		ends[side] = between(distance, inside, at, outside, beyond, most)
	}
	return ends[0], ends[1], better
}

// along goes from theta to the minimum with the parameter at j held at a value.
// A ceiling that runs away meanwhile is held at the highest one, as in an
// estimate.
func (s *sample) along(q *squares, theta []float64, j int, value float64) (minimum []float64, sum float64, ok bool) {
	start := slices.Clone(theta)
	start[j] = value
	sigmoid := s.response != increments && s.response != times
	if j == atK && sigmoid {
		start[atT] += (value - theta[atK]) / math.Exp(theta[atR]) / 2
	}
	minimum = slices.Clone(start)
	q.caution = bold
	sum, ok = q.minimize(minimum, only(j))
	if j != atK && !q.fixed.has(atK) && (!(minimum[atK] < lnHighest) || math.IsInf(sum, 1)) {
		copy(minimum, start)
		minimum[atK] = lnHighest
		if j != atT && sigmoid {
			minimum[atT] += (lnHighest - start[atK]) / math.Exp(start[atR])
		}
		q.caution = bold
		sum, ok = q.minimize(minimum, only(j)|only(atK))
	}
	return minimum, sum, ok
}

// between returns where f, which is at a and beyond at b, is most, by the
// Illinois form of false position.
func between(f func(float64) float64, a, at, b, beyond, most float64) float64 {
	fa, fb := at-most, beyond-most
	for range 60 {
		c := b - fb*(b-a)/(fb-fa)
		if math.Abs(b-a) < 1e-9*max(1, math.Abs(c)) {
			return c
		}
		fc := f(c) - most
		if math.Abs(fc) < 1e-5*most {
			return c
		}
		if fc*fb < 0 {
			a, fa = b, fb
		} else {
			fa /= 2
		}
		b, fb = c, fc
	}
	return b
}

// byInflection returns the sum of squares of Richards' curve with t0 as the
// third parameter in place of t: t = t0 - ln ν/r.
func (q *squares) byInflection() *squares {
	inner := make([]float64, q.p)
	other := newSquares(q.n, q.p, q.floor, func(theta, r, jac []float64) {
		rate, n := math.Exp(theta[atR]), q.n
		copy(inner, theta)
		inner[atT] -= theta[atNu] / rate
		q.at(inner, r, jac)
		for i := range n {
			byT := jac[atT*n+i]
			jac[atR*n+i] += byT * theta[atNu] / rate
			jac[atNu*n+i] -= byT / rate
		}
	})
	other.fixed, other.given = q.fixed, q.given
	return other
}
