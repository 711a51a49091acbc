package curve

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Rival is growth without a ceiling, fitted to the figures of a [Fitted]:
//
//	linear  y = a + b·x
//	power   y = a·(x + c)^b
//	log     y = a + b·ln(x + c)
//
// with b above 0 and errors in what those of the curve are in. RSS and AICc are
// as of Fitted.
type Rival struct {
	Name      string
	RSS, AICc float64
}

// open is a rival as v = θ1 + exp(θ0)·basis(θ2, w), w being x and v being y or
// ln y; or, with errors in x, w being y and v being x.
type open struct {
	name      string
	log       bool                                      // v is ln y
	starts    []float64                                 // of θ2; nil: there is none
	low, high float64                                   // range of θ2, outside of which growth without a ceiling is a line or a step
	basis     func(c, w float64) (value, slope float64) // c being exp(θ2)
}

// lnLeast and lnMost are the ln of the range of c, in spans of x; a power may start from nearer to 0.
var lnLeast, lnMost = -math.Log(1e3), math.Log(1e5)

func identity(_, w float64) (float64, float64) { return w, 0 }

// shifted is ln(w + c), less its value at 0 and over its slope there, which
// keeps the parameters apart where c is large.
func shifted(c, w float64) (float64, float64) {
	value := c * math.Log1p(w/c)
	return value, value - w*c/(c+w)
}

var (
	overTime = []open{
		{"linear", false, nil, 0, 0, identity},
		{"power", true, []float64{-9, -6, -3, -1, 0.5, 2}, 2 * lnLeast, lnMost, shifted},
		{"log", false, []float64{-6, -3, -1, 0.5}, lnLeast, lnMost, shifted},
	}
	inTime = []open{
		{"linear", false, nil, 0, 0, identity},
		{"power", false, []float64{-2, 0, 1.5}, -math.Log(50), math.Log(50), func(c, w float64) (float64, float64) {
			value := math.Pow(w, c)
			return value, value * c * math.Log(w)
		}},
		{"log", false, []float64{-1, 1, 2.5}, -9, 4, func(c, w float64) (float64, float64) {
			value := math.Exp(c * (w - 1))
			return value, value * c * (w - 1)
		}},
	}
)

// Rivals returns growth without a ceiling, that of the lowest AICc first. One
// that cannot be fitted is left out. Bass's are of adopters per period. They are
// fitted once, so a Fitted is not to be asked by several at once.
func (f *Fitted) Rivals() []Rival {
	if f.rivals != nil {
		return f.rivals
	}
	out := []Rival{}
	for _, one := range f.sample.open() {
		if r := f.sample.rival(one); r != nil {
			out = append(out, Rival{one.name, r.RSS, r.AICc})
		}
	}
	slices.SortStableFunc(out, func(a, b Rival) int {
		if (&Fitted{RSS: a.RSS, AICc: a.AICc}).better(&Fitted{RSS: b.RSS, AICc: b.AICc}) {
			return -1
		}
		return 1
	})
	f.rivals = out
	return out
}

// trend returns AICc, as of Fitted, of growth without a ceiling that has as many
// parameters as the sigmoids, so that the curves differ by their likelihood alone:
//
//	y    = a + b·ln(x + c)   where the errors are in y,
//	ln y = a + b·ln(x + c)   in ln y,
//	x    = a + b·y^c         in x.
//
// It is NaN with five figures or fewer, and where that does not grow.
func (s *sample) trend() float64 {
	name := "power"
	if s.response == levels {
		name = "log"
	}
	for _, one := range s.open() {
		if one.name == name {
			if r := s.rival(one); r != nil {
				return r.AICc
			}
		}
	}
	return math.NaN()
}

func (s *sample) open() []open {
	if s.response == times {
		return inTime
	}
	return overTime
}

// NoCeiling says why the figures show no ceiling; empty: they show one, or it is
// given. It is not shown where growth without a ceiling fits as well: where its
// AICc is lower, or higher by less than 2, which is hardly any support (Burnham
// and Anderson 2002, section 2.6). Differences count for as much less as
// intervals are widened for serial correlation.
func (f *Fitted) NoCeiling() string {
	k := f.Parameters[0]
	if k.Fixed {
		return ""
	}
	if f.endless {
		return "the figures grow like an exponential"
	}
	rivals := f.Rivals()
	if len(rivals) == 0 {
		return ""
	}
	r := rivals[0]
	name := map[string]string{"linear": "a straight line", "power": "a power of x", "log": "a logarithm of x"}[r.Name]
	difference := (r.AICc - f.AICc) / (f.widened * f.widened)
	switch {
	case math.IsNaN(difference) && r.RSS <= f.RSS, f.sample.negligible(r.RSS):
		return fmt.Sprintf("%s, which has no ceiling, fits as well (residual sum of squares %.4g, the %s %.4g)", name, r.RSS, f.Model, f.RSS)
	case difference <= 0:
		return fmt.Sprintf("%s, which has no ceiling, fits better (AICc %.4g, the %s %.4g)", name, r.AICc, f.Model, f.AICc)
	case difference < 2:
		return fmt.Sprintf("%s, which has no ceiling, fits about as well (AICc %.4g, the %s %.4g)", name, r.AICc, f.Model, f.AICc)
	}
	return ""
}

// negligible says of a sum of squares in the unit of the data that it is nothing
// but rounding.
func (s *sample) negligible(rss float64) bool {
	floor := 10 * s.rounding() * s.unit()
	return rss <= floor*floor
}

// confine holds a shape that has run away at the end of its range, and says
// whether it had.
func (one open) confine(q *squares, o *optimum) bool {
	if o.held != none || !q.astray(o.theta, none) {
		return false
	}
	o.theta[2], o.held = min(max(o.theta[2], one.low), one.high), only(2)
	return true
}

// rival fits growth without a ceiling; nil: it does not grow, or no minimum is found.
func (s *sample) rival(one open) *Fitted {
	n, p := len(s.x), 2
	if one.starts != nil {
		p = 3
	}
	starts := append(one.starts[:len(one.starts):len(one.starts)], one.low, one.high) // the ends, which steps in a flat valley come to late
	along, target, observed := s.x, s.y, s.target()
	if s.response == times {
		along, target = s.y, s.x
	}
	q := newSquares(n, p, s.rounding(), func(theta, r, jac []float64) {
		b, c := math.Exp(theta[0]), 1.0
		if p == 3 {
			c = math.Exp(theta[2])
		}
		for i, w := range along {
			g, byShape := one.basis(c, w)
			v, slope := theta[1]+b*g, 1.0
			if one.log {
				v = math.Exp(v)
				slope = v
			}
			if s.response == logs {
				slope /= v
				v = math.Log(v)
			}
			r[i] = v - observed[i]
			jac[i], jac[n+i] = slope*b*g, slope
			if p == 3 {
				jac[2*n+i] = slope * b * byShape
			}
		}
		s.censor(p, r, jac)
	})
	q.astray = func(theta []float64, held set) bool {
		return held == none && p == 3 && !(one.low <= theta[2] && theta[2] <= one.high)
	}
	z, g := slices.Clone(target), make([]float64, n)
	if one.log {
		for i := range z {
			z[i] = math.Log(max(z[i], 1e-3))
		}
	}
	sigma, bound := s.sigma, s.bound
	defer func() { s.sigma = sigma }()
	best := optimum{sum: math.Inf(1)}
	q.caution, s.bound = bold, nil
	for _, start := range starts {
		c := math.Exp(start)
		for i, w := range along {
			g[i], _ = one.basis(c, w)
		}
		a, b := stat.LinearRegression(g, z, nil, false)
		if !(b > 0) {
			continue
		}
		o := optimum{theta: []float64{math.Log(b), a, start}[:p], held: none}
		if p == 3 && (start == one.low || start == one.high) {
			o.held = only(2)
		}
		o.sum, o.settled = q.minimize(o.theta, o.held)
		if one.confine(q, &o) {
			o.sum, o.settled = q.minimize(o.theta, o.held)
		}
		if o.sum < best.sum {
			best = o
		}
	}
	if s.bound = bound; bound != nil && best.sum < math.Inf(1) {
		errors := math.Sqrt(best.sum / float64(n-p))
		best.held = none
		if best = s.likeliest(q, best, errors); one.confine(q, &best) {
			best = s.likeliest(q, best, errors)
		}
	}
	if !(best.sum < math.Inf(1)) {
		return nil
	}
	f := &Fitted{N: n, sample: s, df: 1}
	f.judge(q, best)
	return f
}
