package curve

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// lnHighest is the ln of the largest ceiling looked for, in units of the
// highest figure: beyond a thousand of it the curve is exponential growth, and
// the data know of no ceiling.
var lnHighest = math.Log(1000)

// optimum is a minimum of a sum of squares.
type optimum struct {
	theta   []float64
	sum     float64
	held    set  // the ceiling where there is no finite one, else none
	settled bool // converged, and found again from a perturbed start
}

// search finds the smallest sum of squares from several starts. The best is
// tried again from a perturbed start: what is lower there replaces it, and it
// is settled when nothing lower is found.
func (s *sample) search(q *squares, starts [][]float64) optimum {
	best := optimum{sum: math.Inf(1)}
	q.caution = bold
	q.offset = nearly
	for _, start := range starts {
		if next := s.descend(q, start); next.sum < best.sum*(1-1e-6) || best.theta == nil {
			best = next
		}
	}
	for range 5 {
		q.offset = exactly
		best = s.descend(q, best.theta)
		q.offset = nearly
		moved := slices.Clone(best.theta)
		for j := range moved {
			moved[j] += [...]float64{0.2, -0.2, 0.1, 0.5, 0.05}[j]
		}
		again := s.descend(q, moved)
		if !(again.sum < best.sum*(1-1e-6)) || q.negligible(best.sum) {
			q.offset = exactly
			return best
		}
		best = again
	}
	q.offset = exactly
	best.settled = false
	return best
}

// descend goes to the minimum next to a start, or stops where the ceiling runs
// away.
func (s *sample) descend(q *squares, start []float64) optimum {
	o := optimum{theta: slices.Clone(start), held: none}
	o.sum, o.settled = q.minimize(o.theta, none)
	if !q.fixed.has(atK) && (!(o.theta[atK] < lnHighest) || math.IsInf(o.sum, 1)) {
		o.theta = slices.Clone(start)
		o.theta[atK] = lnHighest
		if s.response != increments { // the curve before the inflection as it was
			o.theta[atT] += (lnHighest - start[atK]) / math.Exp(start[atR])
		}
		o.held = only(atK)
		o.sum, o.settled = q.minimize(o.theta, o.held)
	}
	return o
}

// negligible says that a sum of squares is nothing but rounding.
func (q *squares) negligible(sum float64) bool { return sum <= 100*q.floor*q.floor }

// starts returns starting values of a sigmoid: what the data say of the
// growth rate, and the best of a grid over rate and inflection, for each of
// which the ceiling is known.
func (s *sample) starts(m Model, q *squares) [][]float64 {
	type candidate struct {
		theta []float64
		sum   float64
	}
	var grid []candidate
	for _, rate := range []float64{1.5, 4, 8, 16, 40} {
		for _, t := range []float64{0.05, 0.25, 0.45, 0.65, 0.85, 1.2, 2} {
			theta := make([]float64, q.p)
			theta[atR], theta[atT] = math.Log(rate), t
			q.fix(theta)
			s.bestCeiling(m, theta)
			q.fix(theta)
			q.at(theta, q.r, q.jac)
			if sum := length2(q.r); sum < math.Inf(1) {
				grid = append(grid, candidate{theta, sum})
			}
		}
	}
	slices.SortStableFunc(grid, func(a, b candidate) int { return cmp.Compare(a.sum, b.sum) })
	var out [][]float64
	if s.response != times && !s.lower {
		if lnK, rate, t, ok := rough(m, s.x, s.y); ok {
			theta := make([]float64, q.p)
			theta[atK], theta[atR], theta[atT] = lnK, math.Log(rate), t
			out = append(out, theta)
		}
	}
	most := 2
	if s.lower || q.fixed != none {
		most = 5
	}
	for _, c := range grid[:min(most, len(grid))] {
		out = append(out, c.theta)
	}
	return out
}

// bestCeiling sets the ceiling that fits best at the rate and inflection of
// theta. The response is linear in it, or in its ln; in time it is not, and a
// fifth above the highest figure has to do.
func (s *sample) bestCeiling(m Model, theta []float64) {
	c := s.curve(m, theta)
	switch {
	case s.lower:
		low, rise := stat.LinearRegression(c.fractions(s.x), s.y, nil, false)
		theta[atK] = math.Log(max(low+rise, 0.1))
		if s.response == logs {
			low = max(low, 0.1*slices.Min(s.y))
		}
		theta[len(theta)-1] = low
	case s.response == levels:
		rises := c.fractions(s.x)
		theta[atK] = math.Log(floats.Dot(rises, s.y) / floats.Dot(rises, rises))
	case s.response == logs:
		sum := 0.0
		for i, x := range s.x {
			share, _, _ := m.share(c.rate*(x-c.t), c.nu)
			sum += s.lny[i] - share
		}
		theta[atK] = sum / float64(len(s.x))
	case s.response == times:
		theta[atK] = math.Log(0.2)
	}
	if !(theta[atK] < lnHighest) {
		theta[atK] = lnHighest - 1
	}
}

// rough estimates a curve from its differential equation, integrated so that
// errors average out:
//
//	logistic  y' = r·y - (r/K)·y²       y(x) - c = r·∫y - (r/K)·∫y²
//	gompertz  y' = r·ln K·y - r·y·ln y  y(x) - c = r·ln K·∫y - r·∫y·ln y
//
// by the trapezoidal rule and linear regression on the two integrals. ok is
// false where that gives no growing curve.
func rough(m Model, x, y []float64) (lnK, rate, t float64, ok bool) {
	n := float64(len(x))
	var a, b, f, g, fPrevious, gPrevious float64
	var sa, sb, sy, saa, sab, sbb, say, sby float64
	for i := range x {
		f, g = y[i], y[i]*y[i]
		if m == Gompertz {
			g = 0
			if f > 0 {
				g = f * math.Log(f)
			}
		}
		if i > 0 {
			h := (x[i] - x[i-1]) / 2
			a += h * (f + fPrevious)
			b += h * (g + gPrevious)
		}
		fPrevious, gPrevious = f, g
		sa += a
		sb += b
		sy += f
		saa += a * a
		sab += a * b
		sbb += b * b
		say += a * f
		sby += b * f
	}
	aa, ab, bb := saa-sa*sa/n, sab-sa*sb/n, sbb-sb*sb/n
	ay, by := say-sa*sy/n, sby-sb*sy/n
	det := aa*bb - ab*ab
	first, second := (ay*bb-by*ab)/det, (by*aa-ay*ab)/det
	rate = -second
	if m == Gompertz {
		lnK = first / rate
	} else {
		rate = first
		lnK = math.Log(-first / second)
	}
	if !(rate > 0.01 && rate < 1e4 && lnK > -3 && lnK < 5) {
		return 0, 0, 0, false
	}
	// Where the curve of that rate and ceiling has had its inflection, by the
	// figures in the middle of it.
	k, weights := math.Exp(lnK), 0.0
	for i, v := range y {
		u := v / k
		if !(u > 0.02 && u < 0.98) {
			continue
		}
		z, w := math.Log(u/(1-u)), u*(1-u)
		if m == Gompertz {
			z, w = -math.Log(-math.Log(u)), -u*math.Log(u)
		}
		t += w * w * (x[i] - z/rate)
		weights += w * w
	}
	if weights == 0 {
		return 0, 0, 0, false
	}
	return lnK, rate, t / weights, true
}
