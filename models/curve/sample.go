package curve

import (
	"fmt"
	"math"
)

// sample is the data of one fit, with x brought to 0 … 1 and y to at most 1,
// so that no unit matters.
type sample struct {
	response   response
	x, y, lny  []float64
	ends       []float64 // of Bass: ends of the periods, in their length since launch
	atLeast    []bool    // nil: none
	exact      int       // figures that are not lower bounds
	from, span float64   // x is from + span·(what it is here)
	scale      float64   // and y is scale·(what it is here)
	sigma      float64   // size of an error, used where there are lower bounds
}

// RowError is a row of the data that no curve can be fitted to. Row counts
// from 0; it is -1 where the fault is of the series as a whole.
type RowError struct {
	Row    int
	Reason string
}

func (e *RowError) Error() string {
	if e.Row < 0 {
		return e.Reason
	}
	return fmt.Sprintf("row %d: %s", e.Row+1, e.Reason)
}

func wrong(row int, format string, args ...any) error {
	return &RowError{row, fmt.Sprintf(format, args...)}
}

// most is the largest size of a number that is taken: its square is finite.
const most = 1e150

// check returns what is wrong with the first bad row, or with the series.
func check(x, y []float64, opt Options) error {
	if len(x) != len(y) || opt.AtLeast != nil && len(opt.AtLeast) != len(x) {
		return wrong(-1, "columns differ in length: %d x, %d y, %d lower bounds", len(x), len(y), len(opt.AtLeast))
	}
	if opt.Log && opt.Time {
		return wrong(-1, "errors are either of ln y or of x: choose one")
	}
	if !(opt.level() > 0 && opt.level() < 1) {
		return wrong(-1, "level %v is not between 0 and 1: try 0.95", opt.Level)
	}
	highest := 0.0
	for i := range x {
		switch {
		case math.IsNaN(x[i]):
			return wrong(i, "x is no number: fill it in, or leave the row out")
		case math.IsNaN(y[i]):
			return wrong(i, "y is no number: fill it in, or leave the row out")
		case !(math.Abs(x[i]) <= most):
			return wrong(i, "x is %v: count in a larger unit, or leave the row out", x[i])
		case !(math.Abs(y[i]) <= most):
			return wrong(i, "y is %v: count in a larger unit, or leave the row out", y[i])
		case y[i] < 0:
			return wrong(i, "y is %v, and a growth curve is never negative: leave the row out", y[i])
		case y[i] == 0 && (opt.Log || opt.Time):
			return wrong(i, "y is 0, which has no logarithm: leave the row out, or fit without logarithms")
		case i > 0 && x[i] == x[i-1]:
			return wrong(i, "x is %v twice: keep one row for each x", x[i])
		case i > 0 && x[i] < x[i-1]:
			return wrong(i, "x is %v after %v: sort the rows by x", x[i], x[i-1])
		}
		highest = max(highest, y[i])
	}
	if highest > 0 && highest < 1/most {
		return wrong(-1, "y is at most %v: count in a smaller unit", highest)
	}
	return nil
}

// enough refuses what is too short or too flat for m.
func (s *sample) enough(m Model) error {
	p := m.parameters()
	if len(s.x) < p+2 {
		return wrong(-1, "%d rows are too few: %s has %d parameters and needs %d or more", len(s.x), m, p, p+2)
	}
	if s.exact < p+1 {
		return wrong(-1, "only %d of %d figures are more than lower bounds: %s needs %d or more", s.exact, len(s.x), m, p+1)
	}
	mx, my, xy := 0.0, 0.0, 0.0
	for i := range s.x {
		mx += s.x[i] / float64(len(s.x))
		my += s.y[i] / float64(len(s.x))
	}
	flat := true
	for i := range s.x {
		xy += (s.x[i] - mx) * (s.y[i] - my)
		flat = flat && s.y[i] == s.y[0]
	}
	if flat {
		return wrong(-1, "y is constant (always %v): nothing grows", s.y[0]*s.scale)
	}
	if m != Bass && !(xy > 0) {
		return wrong(-1, "y does not grow with x: a growth curve rises to a ceiling; end the series at its peak")
	}
	return nil
}

// newSample scales the data, which check has passed.
func newSample(x, y []float64, opt Options) *sample {
	n := len(x)
	s := &sample{atLeast: opt.AtLeast, exact: n, scale: 1, sigma: 1, span: 1}
	switch {
	case opt.Model == Bass:
		s.response = increments
	case opt.Log:
		s.response = logs
	case opt.Time:
		s.response = times
	}
	if n == 0 {
		return s
	}
	room := make([]float64, 3*n)
	s.x, s.y, s.lny = room[:n:n], room[n:2*n:2*n], room[2*n:]
	s.from = x[0]
	if span := x[n-1] - x[0]; span > 0 {
		s.span = span
	}
	highest := 0.0
	if s.response == times {
		s.atLeast = make([]bool, n)
		copy(s.atLeast, opt.AtLeast)
	}
	for i := range y {
		if s.response == times && y[i] <= highest {
			s.atLeast[i] = true // reached before, so by then
		}
		highest = max(highest, y[i])
		if s.atLeast != nil && s.atLeast[i] {
			s.exact--
		}
	}
	if highest > 0 {
		s.scale = highest
	}
	for i := range x {
		s.x[i] = (x[i] - s.from) / s.span
		s.y[i] = y[i] / s.scale
		s.lny[i] = math.Log(s.y[i])
	}
	if s.exact == n {
		s.atLeast = nil
	}
	return s
}

// unit is the size of one of the response in the unit of the data.
func (s *sample) unit() float64 {
	switch s.response {
	case logs:
		return 1
	case times:
		return s.span
	}
	return s.scale
}

// target is the response as observed.
func (s *sample) target() []float64 {
	switch s.response {
	case logs:
		return s.lny
	case times:
		return s.x
	}
	return s.y
}

// sigmoid returns the sum of squares of a sigmoid: fitted less observed. With
// the response in time the first parameter is ln(K/highest - 1), as the
// ceiling must be above every figure, and the fit is where the curve reaches y.
func (s *sample) sigmoid(m Model) *squares {
	n, p := len(s.x), m.parameters()
	q := newSquares(n, p, s.rounding(), func(theta, r, jac []float64) {
		rate, t, nu := math.Exp(theta[atR]), theta[atT], 1.0
		if m == Richards {
			nu = math.Exp(theta[atNu])
		}
		lnK := s.lnCeiling(theta)
		ceiling := math.Exp(lnK)
		above := 1 / (1 + math.Exp(-theta[atK])) // of times
		for i := range n {
			if s.response == times {
				z, slope := m.inverse(s.lny[i] - lnK)
				r[i] = t + z/rate - s.x[i]
				jac[i], jac[n+i], jac[2*n+i] = -slope*above/rate, -z/rate, 1
				continue
			}
			z := rate * (s.x[i] - t)
			height, byZ, byNu := 1.0, 0.0, 0.0
			if s.response == levels && p == 3 {
				height, byZ = m.fraction(z, nu)
				height *= ceiling
				r[i] = height - s.y[i]
			} else {
				var share float64
				share, byZ, byNu = m.share(z, nu)
				r[i] = lnK + share - s.lny[i]
				if s.response == levels {
					height = ceiling * math.Exp(share)
					r[i] = height - s.y[i]
				}
			}
			jac[i], jac[n+i], jac[2*n+i] = height, height*byZ*z, -height*byZ*rate
			if p == 4 {
				jac[3*n+i] = height * byNu
			}
		}
		s.censor(p, r, jac)
	})
	q.astray = func(theta []float64) bool {
		return theta[atK] > lnHighest || theta[atR] > s.lnSteepest() || m == Richards && !(lnCollapsed < theta[atNu] && theta[atNu] < lnAbrupt)
	}
	return q
}

// lnSteepest is the ln of a growth rate at which the rise from a tenth to nine
// tenths takes about a fifth of the way from one figure to the next.
func (s *sample) lnSteepest() float64 { return math.Log(25 * float64(len(s.x))) }

// lnCeiling returns ln K of the scaled y.
func (s *sample) lnCeiling(theta []float64) float64 {
	if s.response == times {
		return math.Log1p(math.Exp(theta[atK]))
	}
	return theta[atK]
}

// rounding is the length of residuals that are nothing but rounding. In time it
// is larger, as the curve is flat near its ceiling.
func (s *sample) rounding() float64 {
	switch {
	case s.atLeast != nil:
		return 0
	case s.response == times:
		return 1e-12 * math.Sqrt(float64(len(s.x)))
	}
	return 4e-16 * math.Sqrt(length2(s.target())+1e-300)
}
