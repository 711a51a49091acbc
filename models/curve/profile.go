package curve

import (
	"math"
	"slices"
)

// profile returns the ends of the interval {ln K : √((S(K) - S)/s²) ≤ most}
// of the first parameter, S(K) being the least sum of squares with that
// ceiling: the profile likelihood (Bates and Watts 1988, section 6.1). An end
// that is not reached is infinite. better is a lower minimum, if the search
// comes upon one.
func (s *sample) profile(q *squares, best optimum, s2, se, most float64) (lower, upper float64, better []float64) {
	q.offset = nearly
	defer func() { q.offset = exactly }()
	ends := [2]float64{math.Inf(-1), math.Inf(1)}
	for side, sign := range []float64{-1, 1} {
		if best.held == atK && sign > 0 {
			continue // no finite ceiling to begin with
		}
		edge := lnHighest
		if sign < 0 {
			edge = -20
		}
		theta := slices.Clone(best.theta)
		distance := func(lnK float64) float64 {
			from := slices.Clone(theta)
			from[atK] = lnK
			if s.response != increments && s.response != times {
				from[atT] += (lnK - theta[atK]) / math.Exp(theta[atR]) / 2
			}
			q.caution = bold
			sum, ok := q.minimise(from, atK)
			if !ok {
				again := slices.Clone(best.theta)
				again[atK] = lnK
				q.caution = bold
				if other, _ := q.minimise(again, atK); other < sum {
					sum, from = other, again
				}
			}
			if sum < math.Inf(1) {
				theta = from
			}
			if sum < best.sum*(1-1e-7) && better == nil && !q.negligible(best.sum) {
				better = slices.Clone(from)
			}
			return math.Sqrt(max(sum-best.sum, 0) / s2)
		}
		inside, at := best.theta[atK], 0.0
		step := se * most
		if !(step < 1) {
			step = 1
		}
		step = max(step, 1e-6)
		outside, beyond := inside, 0.0
		for beyond <= most && outside != edge {
			if outside != inside {
				inside, at = outside, beyond
			}
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
