package curve

import "math"

// Bass's curve has the parameters ln m, ln p and ln q.
const (
	atP, atQ = 1, 2
)

// bassPeak is when most adopt: ln(q/p)/(p+q). It is negative where q < p, and
// adoption falls from the first.
func bassPeak(p, q float64) float64 { return math.Log(q/p) / (p + q) }

// bassCrossing is when the share has adopted: ln((1 + (q/p)·f)/(1 - f))/(p+q).
func bassCrossing(p, q, share float64) float64 {
	return (math.Log1p(q/p*share) - math.Log1p(-share)) / (p + q)
}

// bassShare is F(t), the share that has adopted by t. It fills by, unless that
// is nil, with the derivatives by ln p and ln q.
func bassShare(p, q, t float64, by *[2]float64) float64 {
	e := math.Exp(-(p + q) * t)
	d := 1 + q/p*e
	f := -math.Expm1(-(p+q)*t) / d
	if by != nil {
		by[0] = p * e * (t + f*q/p*(1/p+t)) / d
		by[1] = q * e * (t - f*(1-q*t)/p) / d
	}
	return f
}

// bassAt returns m·[F(to) - F(from)], and fills gradient unless it is nil.
func bassAt(theta []float64, from, to float64, gradient []float64) float64 {
	m, p, q := math.Exp(theta[0]), math.Exp(theta[atP]), math.Exp(theta[atQ])
	if gradient == nil {
		return m * (bassShare(p, q, to, nil) - bassShare(p, q, from, nil))
	}
	var now, before [2]float64
	value := m * (bassShare(p, q, to, &now) - bassShare(p, q, from, &before))
	gradient[0], gradient[atP], gradient[atQ] = value, m*(now[0]-before[0]), m*(now[1]-before[1])
	return value
}

// bassSquares returns the sum of squares of the adopters up to each of s.ends
// since the one before, or since launch at 0.
func (s *sample) bassSquares() *squares {
	n := len(s.y)
	gradient := make([]float64, 3)
	return s.hold(Bass, newSquares(n, 3, s.rounding(), func(theta, r, jac []float64) {
		from := 0.0
		for i, y := range s.y {
			r[i] = bassAt(theta, from, s.ends[i], gradient) - y
			for j, g := range gradient {
				jac[j*n+i] = g
			}
			from = s.ends[i]
		}
		s.censor(3, r, jac)
	}))
}

// regression is Bass's own estimate (1969), by linear regression of adopters
// on those before them:
//
//	x(t) = a + b·X(t-1) + c·X(t-1)², m = (-b - √(b² - 4ac))/2c, p = a/m, q = -cm.
//
// ok is false where these are no parameters of a curve, as when a < 0.
type regression struct{ a, b, c, m, p, q float64 }

func bassRegression(y []float64) (g regression, ok bool) {
	n := len(y)
	s := newSquares(n, 3, 0, func(theta, r, jac []float64) {
		so := 0.0
		for i := range n {
			r[i] = theta[0] + theta[1]*so + theta[2]*so*so - y[i]
			jac[i], jac[n+i], jac[2*n+i] = 1, so, so*so
			so += y[i]
		}
	})
	s.caution = 1e-12
	theta := make([]float64, 3)
	s.minimize(theta, none)
	g = regression{a: theta[0], b: theta[1], c: theta[2]}
	g.m = (-g.b - math.Sqrt(g.b*g.b-4*g.a*g.c)) / (2 * g.c)
	g.p, g.q = g.a/g.m, -g.c*g.m
	return g, g.m > 0 && g.p > 0 && g.q > 0
}

// fitBass fits Bass's curve to adopters per period.
func fitBass(x, y []float64, opt Options) (*Fitted, error) {
	if opt.Log || opt.Time || opt.AtLeast != nil || opt.AtMost != nil {
		return nil, wrong(-1, "bass is fitted to adopters per period as they are, without logarithms and bounds")
	}
	for i := 1; i < len(x); i++ {
		if x[i] == x[i-1] {
			return nil, wrong(i, "x is %v twice: bass needs one row for each period", x[i])
		}
		step, first := x[i]-x[i-1], x[1]-x[0]
		if math.Abs(step-first) > 1e-6*first {
			return nil, wrong(i, "x goes up by %v, and by %v before: bass needs periods of one length; fill in the missing ones, or count periods", step, first)
		}
	}
	s := newSample(x, y, opt)
	if len(x) > 1 {
		s.from, s.span = x[0]-(x[1]-x[0]), x[1]-x[0]
	}
	for i := range x {
		s.ends = append(s.ends, float64(i+1))
	}
	return s.fitBass(opt)
}

// adoption fits Bass's curve to how many have adopted by each of ends, which
// are years since launch, at any steps; p and q are per year.
func adoption(ends, adopted []float64, opt Options) (*Fitted, error) {
	new := make([]float64, len(adopted))
	before := 0.0
	for i, so := range adopted {
		new[i], before = so-before, so
	}
	if err := check(ends, new, opt); err != nil {
		return nil, err
	}
	s := newSample(ends, new, opt)
	s.ends, s.from, s.span = ends, 0, 1
	return s.fitBass(opt)
}

func (s *sample) fitBass(opt Options) (*Fitted, error) {
	if err := s.enough(Bass); err != nil {
		return nil, err
	}
	total := 0.0
	for _, v := range s.y {
		total += v
	}
	// p and q of a period in the terms of s.ends.
	length := s.ends[len(s.ends)-1] / float64(len(s.ends))
	start := func(m, p, q float64) []float64 {
		return []float64{math.Log(m), math.Log(p / length), math.Log(q / length)}
	}
	starts := [][]float64{start(1.2*total, 0.01, 0.4)}
	if g, ok := bassRegression(s.y); ok {
		starts[0] = start(g.m, g.p, g.q)
	}
	for _, v := range [][2]float64{{0.001, 0.6}, {0.01, 0.4}, {0.05, 0.2}, {0.002, 0.2}} {
		starts = append(starts, start(1.2*total, v[0], v[1]))
	}
	q := s.bassSquares()
	return s.fitted(Bass, q, s.search(q, starts), opt), nil
}
