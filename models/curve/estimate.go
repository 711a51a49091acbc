package curve

import (
	"math"
	"slices"
)

// Curve is a logistic or Gompertz curve, by its estimates alone.
type Curve struct {
	Model     Model   // Logistic or Gompertz
	K, R, T0  float64 // K is a thousand times the highest figure where there is no finite ceiling
	RSS, AICc float64 // as of Fitted
	Converged bool
}

// At returns the curve at x.
func (c Curve) At(x float64) float64 {
	share, _, _ := c.Model.fraction(c.R*(x-c.T0), 1)
	return c.K * share
}

// Estimate returns the estimates of Fit for Logistic or Gompertz without their
// intervals: some 6 microseconds for 60 figures. It allocates nothing
// for up to 128 figures without lower bounds, unless the data are such that one
// start is not enough.
func Estimate(x, y []float64, opt Options) (Curve, error) {
	if opt.Model != Logistic && opt.Model != Gompertz {
		return Curve{}, wrong(-1, "estimates alone are of logistic or gompertz, not of %q", opt.Model)
	}
	if err := check(x, y, opt); err != nil {
		return Curve{}, err
	}
	if !opt.Time && len(x) >= 5 && !opt.Lower && opt.Fix == nil && opt.Weights == nil && opt.AtMost == nil && !slices.Contains(opt.AtLeast, true) {
		if c, ok := quick(opt.Model, x, y, opt.Log); ok {
			return c, nil
		}
	}
	s := newSample(x, y, opt)
	q, best, err := s.minimum(opt.Model)
	if err != nil {
		return Curve{}, err
	}
	f := &Fitted{Model: opt.Model, N: len(x), sample: s, df: 1}
	f.judge(q, best)
	c := s.curve(opt.Model, best.theta)
	return Curve{opt.Model, s.scale * c.k, c.rate / s.span, s.from + s.span*c.t, f.RSS, f.AICc, best.settled}, nil
}

// quick looks for the minimum by Gauss and Newton's steps from one good start,
// and gives up (ok is false) where that takes more than a few of them, so that
// what it returns has converged.
//
// The curve is K·f(α + βu), u being x brought to 0 … 1, and so are the columns
// of J for K, α and β: f, K·f′ and K·f′·u, or those of ln K + ln f.
func quick(m Model, x, y []float64, log bool) (c Curve, ok bool) {
	n := len(x)
	var room [3 * 128]float64
	scratch := room[:]
	if n > 128 {
		scratch = make([]float64, 3*n)
	}
	u, v, w := scratch[:n:n], scratch[n:2*n:2*n], scratch[2*n:3*n]
	highest := 0.0
	for _, value := range y {
		highest = max(highest, value)
	}
	span, grow := x[n-1]-x[0], 1/highest
	var su, sv, suv float64
	for i := range x {
		u[i], v[i] = (x[i]-x[0])/span, y[i]*grow
		su += u[i]
		sv += v[i]
		suv += u[i] * v[i]
	}
	lnK, beta, t, ok := rough(m, u, v)
	if !ok || !(suv > su*sv/float64(n)) {
		return c, false
	}
	target := v
	if log {
		target = w
		for i := range v {
			w[i] = math.Log(v[i])
		}
	}
	k, alpha := math.Exp(lnK), -beta*t
	at := normals(m, log, u, target, k, alpha, beta)
	for range 25 {
		dk, da, db, ok := at.solve()
		if !ok {
			return c, false
		}
		gain := dk*at.fr + da*at.gr + db*at.hr
		for share := 1.0; ; share /= 2 {
			if share < 0.1 {
				return c, false
			}
			k2, alpha2, beta2 := k+share*dk, alpha+share*da, beta+share*db
			if log {
				k2 = k * math.Exp(share*dk)
			}
			if !(k2 > 0 && beta2 > 0) {
				continue
			}
			if next := normals(m, log, u, target, k2, alpha2, beta2); next.rr <= at.rr {
				k, alpha, beta, at = k2, alpha2, beta2, next
				break
			}
			if gain <= 1e-9*at.rr { // nothing but rounding is left
				break
			}
		}
		if gain <= 1e-12*at.rr {
			unit := highest
			if log {
				unit = 1
			}
			c = Curve{m, k * highest, beta / span, x[0] - alpha/beta*span, at.rr * unit * unit, math.NaN(), true}
			if n > 5 {
				c.AICc = float64(n)*(math.Log(at.rr/float64(n))+2*math.Log(unit)) + 8 + 40/float64(n-5)
			}
			return c, k < 1e5
		}
	}
	return c, false
}

// normal holds the sums of the normal equations: products of the columns f, g
// and h of J, and of these with the residuals r, observed less fitted.
type normal struct{ ff, fg, fh, gg, gh, hh, fr, gr, hr, rr float64 }

func normals(m Model, log bool, u, v []float64, k, alpha, beta float64) (s normal) {
	lnK := math.Log(k)
	for i, x := range u {
		e := math.Exp(-max(alpha+beta*x, -700))
		var f, g, r float64
		switch {
		case log && m == Logistic:
			f, g, r = 1, e/(1+e), v[i]-lnK+math.Log1p(e)
		case log:
			f, g, r = 1, e, v[i]-lnK+e
		case m == Logistic:
			f = 1 / (1 + e)
			g, r = f*(1-f), v[i]-k*f
		default:
			f = math.Exp(-e)
			g, r = f*e, v[i]-k*f
		}
		h := g * x
		s.ff += f * f
		s.fg += f * g
		s.fh += f * h
		s.gg += g * g
		s.gh += g * h
		s.hh += h * h
		s.fr += f * r
		s.gr += g * r
		s.hr += h * r
		s.rr += r * r
	}
	if !log { // f is free of k so far, and g and h go with it
		for _, sum := range []*float64{&s.fg, &s.fh, &s.gr, &s.hr} {
			*sum *= k
		}
		for _, sum := range []*float64{&s.gg, &s.gh, &s.hh} {
			*sum *= k * k
		}
	}
	return s
}

// solve returns the step of Gauss and Newton, by Cholesky's factors; ok is
// false where the columns can hardly be told apart.
func (s *normal) solve() (f, g, h float64, ok bool) {
	l11 := math.Sqrt(s.ff)
	l21, l31 := s.fg/l11, s.fh/l11
	d2 := s.gg - l21*l21
	l22 := math.Sqrt(d2)
	l32 := (s.gh - l31*l21) / l22
	d3 := s.hh - l31*l31 - l32*l32
	if !(s.ff > 0 && d2 > 1e-10*s.gg && d3 > 1e-10*s.hh) {
		return 0, 0, 0, false
	}
	l33 := math.Sqrt(d3)
	a := s.fr / l11
	b := (s.gr - l21*a) / l22
	h = (s.hr - l31*a - l32*b) / l33 / l33
	g = (b - l32*h) / l22
	f = (a - l21*g - l31*h) / l11
	return f, g, h, true
}
