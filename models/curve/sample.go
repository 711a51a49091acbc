package curve

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"headstart/models/likelihood"
)

// sample is the data of one fit, with x brought to 0 … 1 and y to at most 1,
// so that no unit matters.
type sample struct {
	response   response
	lower      bool // c is the last of the parameters
	fixed      map[string]float64
	x, y, lny  []float64
	ends       []float64 // of Bass: ends of the periods, in their length since launch
	bound      []bound   // of the response; nil: none
	weight     []float64 // roots of the weights, as shares of the largest; nil: all 1
	heaviest   float64   // which is this
	exact      int       // figures that are not bounds
	places     int       // different x
	from, span float64   // x is from + span·(what it is here)
	scale      float64   // and y is scale·(what it is here)
	sigma      float64   // size of an error, used where there are bounds
}

// bound says of a response on which side of what is observed it lies.
type bound int8

const (
	atMost  bound = -1
	exact   bound = 0
	atLeast bound = 1
)

// wrong returns a *likelihood.RowError.
func wrong(row int, format string, args ...any) error {
	return &likelihood.RowError{Row: row, Reason: fmt.Sprintf(format, args...)}
}

// most is the largest size of a number that is taken: its square is finite.
const most = 1e150

// check returns what is wrong with the first bad row, or with the series.
func check(x, y []float64, opt Options) error {
	if len(x) != len(y) || opt.AtLeast != nil && len(opt.AtLeast) != len(x) || opt.AtMost != nil && len(opt.AtMost) != len(x) {
		return wrong(-1, "columns differ in length: %d x, %d y, %d lower and %d upper bounds", len(x), len(y), len(opt.AtLeast), len(opt.AtMost))
	}
	if opt.Log && opt.Time {
		return wrong(-1, "errors are either of ln y or of x: choose one")
	}
	if !(opt.level() > 0 && opt.level() < 1) {
		return wrong(-1, "level %v is not between 0 and 1: try 0.95", opt.Level)
	}
	if opt.Time && (opt.AtMost != nil || opt.Lower) {
		return wrong(-1, "errors in x go with neither upper bounds nor a lower asymptote: fit y, or ln y")
	}
	if opt.Lower && opt.Model == Bass {
		return wrong(-1, "bass has no lower asymptote: leave it out, or choose another model")
	}
	if opt.Weights != nil && (opt.AtLeast != nil || opt.AtMost != nil || len(opt.Weights) != len(x)) {
		return wrong(-1, "weights go with every figure, and not with bounds: leave one of them out")
	}
	highest := 0.0
	for i := range x {
		switch {
		case opt.Weights != nil && !(opt.Weights[i] > 0 && opt.Weights[i] <= most):
			return wrong(i, "the weight is %v: give a number above 0, or leave the row out", opt.Weights[i])
		case opt.AtMost != nil && opt.AtMost[i] && opt.AtLeast != nil && opt.AtLeast[i]:
			return wrong(i, "y is both a lower and an upper bound: it is exact, or one of them")
		case math.IsNaN(x[i]):
			return wrong(i, "x is not a number: fill it in, or leave the row out")
		case math.IsNaN(y[i]):
			return wrong(i, "y is not a number: fill it in, or leave the row out")
		case !(math.Abs(x[i]) <= most):
			return wrong(i, "x is %v: count in a larger unit, or leave the row out", x[i])
		case !(math.Abs(y[i]) <= most):
			return wrong(i, "y is %v: count in a larger unit, or leave the row out", y[i])
		case y[i] < 0:
			return wrong(i, "y is %v, and a growth curve is never negative: leave the row out", y[i])
		case y[i] == 0 && (opt.Log || opt.Time):
			return wrong(i, "y is 0, which has no logarithm: leave the row out, or fit without logarithms")
		case i > 0 && x[i] < x[i-1]:
			return wrong(i, "x is %v after %v: sort the rows by x", x[i], x[i-1])
		}
		highest = max(highest, y[i])
	}
	if highest > 0 && highest < 1/most {
		return wrong(-1, "y is at most %v: count in a smaller unit", highest)
	}
	if n := len(x); n > 0 && x[n-1] > x[0] && x[n-1]-x[0] < 1/most {
		return wrong(-1, "x goes from %v to %v: count in a smaller unit", x[0], x[n-1])
	}
	return opt.checkFix(highest)
}

// checkFix returns what is wrong with a parameter that is given.
func (o Options) checkFix(highest float64) error {
	names := o.Model.names(o.Lower)
	for _, name := range slices.Sorted(maps.Keys(o.Fix)) {
		v := o.Fix[name]
		ceiling := name == "K" || name == "m"
		switch {
		case !slices.Contains(names, name) && name == "c":
			return wrong(-1, "c is fixed, and without a lower asymptote there is none: add it")
		case !slices.Contains(names, name):
			return wrong(-1, "%s has no parameter %q to fix: it has %s", cmp.Or(o.Model, Auto), name, strings.Join(names, ", "))
		case o.Model == Richards && name == "t0":
			return wrong(-1, "t0 of richards cannot be fixed: fix nu, or choose logistic or gompertz")
		case !(math.Abs(v) <= most), name != "t0" && name != "c" && !(v > 0):
			return wrong(-1, "%s is fixed at %v: give a number above 0", name, v)
		case ceiling && highest > 0 && !(v < 1000*highest):
			return wrong(-1, "%s is fixed at %v, a thousand times the highest figure or more: leave it free, as the data then grow like an exponential", name, v)
		case ceiling && v < highest/2:
			return wrong(-1, "%s is fixed at %v, and the highest figure is %v: a ceiling lies near the highest figures or above them", name, v, highest)
		case ceiling && o.Time && v <= highest:
			return wrong(-1, "%s is fixed at %v, and the highest figure is %v: with errors in x the ceiling lies above all figures", name, v, highest)
		}
	}
	return nil
}

// enough refuses what is too short or too flat for m.
func (s *sample) enough(m Model) error {
	p, free := 0, ""
	for _, name := range m.names(s.lower) {
		if _, fixed := s.fixed[name]; !fixed {
			p++
		} else {
			free = "free "
		}
	}
	if p == 0 {
		return wrong(-1, "every parameter of %s is fixed: leave one to be estimated", m)
	}
	if len(s.x) < p+2 {
		return wrong(-1, "%d rows are too few: %s has %d %sparameters and needs %d or more", len(s.x), m, p, free, p+2)
	}
	if s.exact < p+1 {
		return wrong(-1, "only %d of %d figures are more than a bound: %s needs %d or more", s.exact, len(s.x), m, p+1)
	}
	if s.places < p {
		return wrong(-1, "x has only %d different values: %s has %d %sparameters and needs as many", s.places, m, p, free)
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
	s := &sample{lower: opt.Lower, fixed: opt.Fix, exact: n, scale: 1, sigma: 1, span: 1, heaviest: 1}
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
	if s.response == times || opt.AtLeast != nil || opt.AtMost != nil {
		s.bound = make([]bound, n)
	}
	for i := range y {
		switch {
		case opt.AtMost != nil && opt.AtMost[i]:
			s.bound[i] = atMost
		case opt.AtLeast != nil && opt.AtLeast[i]:
			s.bound[i] = atLeast
		}
		if s.response == times {
			if s.bound[i] == atLeast || y[i] <= highest {
				s.bound[i] = atMost // reached by then, or before
			}
		}
		highest = max(highest, y[i])
		if s.bound != nil && s.bound[i] != exact {
			s.exact--
		}
	}
	if highest > 0 {
		s.scale = highest
	}
	if opt.Weights != nil {
		s.heaviest = math.Sqrt(slices.Max(opt.Weights))
	}
	for i := range x {
		if i == 0 || x[i] > x[i-1] {
			s.places++
		}
		if opt.Weights != nil {
			s.weight = append(s.weight, math.Sqrt(opt.Weights[i])/s.heaviest)
		}
		s.x[i] = (x[i] - s.from) / s.span
		s.y[i] = y[i] / s.scale
		s.lny[i] = math.Log(s.y[i])
	}
	if s.exact == n {
		s.bound = nil
	}
	return s
}

// unit is the size of one of the response in the unit of the data, weighed.
func (s *sample) unit() float64 {
	switch s.response {
	case logs:
		return s.heaviest
	case times:
		return s.heaviest * s.span
	}
	return s.heaviest * s.scale
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

// names are those of the parameters of a model, in the order of theta.
func (m Model) names(lower bool) []string {
	names := []string{"K", "r", "t0"}
	switch m {
	case Bass:
		return []string{"m", "p", "q"}
	case Richards:
		names = append(names, "nu")
	}
	if lower {
		names = append(names, "c")
	}
	return names
}

// hold fixes the parameters of a sum of squares that are given.
func (s *sample) hold(m Model, q *squares) *squares {
	names := m.names(s.lower)
	q.given = make([]float64, len(names))
	for j, name := range names {
		v, ok := s.fixed[name]
		if !ok {
			continue
		}
		q.fixed |= only(j)
		switch name {
		case "K", "m":
			q.given[j] = math.Log(v / s.scale)
			if s.response == times {
				q.given[j] = math.Log(v/s.scale - 1)
			}
		case "r":
			q.given[j] = math.Log(v * s.span)
		case "t0":
			q.given[j] = (v - s.from) / s.span
		case "c":
			q.given[j] = v / s.scale
		default:
			q.given[j] = math.Log(v)
		}
	}
	return q
}

// sigmoid returns the sum of squares of a sigmoid: fitted less observed. With
// the response in time the first parameter is ln(K/highest - 1), as the
// ceiling must be above every figure, and the fit is where the curve reaches y.
func (s *sample) sigmoid(m Model) *squares {
	n, p := len(s.x), len(m.names(s.lower))
	gradient := make([]float64, p)
	q := newSquares(n, p, s.rounding(), func(theta, r, jac []float64) {
		c := s.curve(m, theta)
		for i, x := range s.x {
			switch s.response {
			case times:
				z, slope := m.inverse(s.lny[i] - c.lnK)
				r[i] = c.t + z/c.rate - x
				gradient[atK], gradient[atR], gradient[atT] = -slope*c.above/c.rate, -z/c.rate, 1
			case logs:
				r[i] = c.lnAt(x, gradient) - s.lny[i]
			default:
				r[i] = c.at(x, gradient) - s.y[i]
			}
			for j, g := range gradient {
				jac[j*n+i] = g
			}
		}
		s.censor(p, r, jac)
	})
	q.astray = func(theta []float64, held set) bool {
		if held != none { // a profile: the ceiling alone may run away, and may come back from beyond
			return !(held | q.fixed).has(atK) && theta[atK] > lnHighest+5
		}
		return !q.fixed.has(atK) && theta[atK] > lnHighest || !q.fixed.has(atR) && theta[atR] > s.lnSteepest() ||
			m == Richards && !q.fixed.has(atNu) && !(lnCollapsed < theta[atNu] && theta[atNu] < lnAbrupt)
	}
	return s.hold(m, q)
}

// lnSteepest is the ln of a growth rate at which the rise from a tenth to nine
// tenths takes about a fifth of the way from one figure to the next.
func (s *sample) lnSteepest() float64 { return math.Log(25 * float64(s.places)) }

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
	case s.bound != nil:
		return 0
	case s.response == times:
		return 1e-12 * math.Sqrt(float64(len(s.x)))
	}
	return 4e-16 * math.Sqrt(length2(s.target())+1e-300)
}
