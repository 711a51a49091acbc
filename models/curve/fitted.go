package curve

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// fitted makes the answer from the minimum.
func (s *sample) fitted(m Model, q *squares, best optimum, opt Options) *Fitted {
	f := &Fitted{Model: m, N: len(s.x), Censored: len(s.x) - s.exact, Level: opt.level(), sample: s}
	f.df = max(float64(s.exact-q.p), 1)
	f.reach = f.quantile(f.Level)
	var lower, upper float64
	for range 3 {
		f.judge(q, best)
		lower, upper = math.NaN(), math.NaN()
		if q.negligible(best.sum) {
			lower, upper = best.theta[atK], best.theta[atK]
		}
		if q.negligible(best.sum) || !best.settled {
			break
		}
		widen := f.widening(opt.Widen)
		se := math.NaN()
		if f.covariance != nil && !f.endless {
			se = math.Sqrt(f.covariance[atK]) * widen
		}
		var found []float64
		lower, upper, found = s.profile(q, best, f.variance(best), se, f.reach*widen)
		if found == nil {
			break
		}
		q.caution = bold
		if next := s.descend(q, found); next.sum < best.sum {
			best = next
		}
	}
	f.Converged = best.settled
	f.describe(lower, upper, opt)
	for i := range f.Parameters {
		if p := &f.Parameters[i]; !f.Converged {
			p.SE, p.Lower, p.Upper = math.NaN(), math.NaN(), math.NaN()
		}
	}
	return f
}

// judge sets what follows from the minimum alone.
func (f *Fitted) judge(q *squares, best optimum) {
	s := f.sample
	f.theta, f.endless = best.theta, best.held == atK
	e := s.residuals(q, best.theta)
	unit := s.unit()
	f.RSS = length2(e) * unit * unit
	f.Autocorrelation = autocorrelation(e)
	rho := min(max(f.Autocorrelation, 0), 0.95)
	f.Widening = math.Sqrt((1 + rho) / (1 - rho))
	n, k := float64(f.N), float64(q.p+1)
	f.AICc = math.NaN()
	if n > k+1 {
		fit := n*math.Log(length2(e)/n) + 2*n*math.Log(unit)
		if s.atLeast != nil {
			m := float64(s.exact)
			fit = m*math.Log(s.sigma*s.sigma) + best.sum - m + 2*m*math.Log(unit)
		}
		f.AICc = fit + 2*k + 2*k*(k+1)/(n-k-1)
	}
	f.covariance = nil
	if c, ok := q.covariance(best.theta, best.held); ok {
		for i := range c {
			c[i] *= f.variance(best)
		}
		f.covariance = c
	}
}

// variance of an error, in the unit in which the sum of squares is.
func (f *Fitted) variance(best optimum) float64 {
	if f.sample.atLeast != nil {
		return 1
	}
	return best.sum / f.df
}

// quantile is how many standard errors an interval of the level reaches to
// each side.
func (f *Fitted) quantile(level float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: f.df}.Quantile((1 + level) / 2)
}

func (f *Fitted) widening(wanted bool) float64 {
	if wanted {
		return f.Widening
	}
	return 1
}

// residuals returns fitted less observed of all figures but lower bounds.
func (s *sample) residuals(q *squares, theta []float64) []float64 {
	atLeast := s.atLeast
	s.atLeast = nil
	q.at(theta, q.r, q.jac)
	s.atLeast = atLeast
	e := make([]float64, 0, len(q.r))
	for i, r := range q.r {
		if atLeast == nil || !atLeast[i] {
			e = append(e, r)
		}
	}
	return e
}

func autocorrelation(e []float64) float64 {
	product := 0.0
	for i := 1; i < len(e); i++ {
		product += e[i] * e[i-1]
	}
	if product == 0 {
		return 0
	}
	return product / length2(e)
}

// describe names the parameters and says what to know of them; lower and upper
// are the ends of the interval of the first of theta.
func (f *Fitted) describe(lower, upper float64, opt Options) {
	s, theta := f.sample, f.theta
	se := func(gradient ...float64) float64 {
		if f.covariance == nil {
			return math.NaN()
		}
		return math.Sqrt(max(f.quadratic(gradient), 0)) * f.widening(opt.Widen)
	}
	add := func(name string, value, se float64) {
		half := f.reach * se
		f.Parameters = append(f.Parameters, Parameter{name, value, se, value - half, value + half})
	}
	ceiling := func(at float64) float64 { return s.scale * math.Exp(s.lnCeiling([]float64{at})) }
	name, byK := "K", ceiling(theta[atK])
	if s.response == times {
		byK -= s.scale
	}
	if f.Model == Bass {
		name = "m"
	}
	k := Parameter{name, ceiling(theta[atK]), byK * se(1), ceiling(lower), ceiling(upper)}
	if f.endless {
		k.Value, k.SE = math.Inf(1), math.NaN()
	}
	f.Parameters = append(f.Parameters, k)
	switch f.Model {
	case Bass:
		p, q := math.Exp(theta[atP]), math.Exp(theta[atQ])
		add("p", p, p*se(0, 1))
		add("q", q, q*se(0, 0, 1))
	default:
		rate := math.Exp(theta[atR])
		add("r", rate/s.span, rate/s.span*se(0, 1))
		t, byR, byNu := theta[atT], 0.0, 0.0
		if f.Model == Richards {
			byR, byNu = -theta[atNu]/rate, 1/rate
			t += theta[atNu] / rate
		}
		add("t0", s.from+s.span*t, s.span*se(0, byR, 1, byNu))
		if f.endless {
			f.Parameters[2] = Parameter{"t0", math.NaN(), math.NaN(), math.NaN(), math.NaN()}
		}
		if f.Model == Richards {
			nu := math.Exp(theta[atNu])
			add("nu", nu, nu*se(0, 0, 0, 1))
		}
	}
	f.warn(k, opt)
}

// warn says what a reader must know.
func (f *Fitted) warn(k Parameter, opt Options) {
	say := func(format string, args ...any) { f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...)) }
	if !f.Converged {
		say("not converged: the estimates are the best that were found, and may not be the best there are")
	}
	share := f.share()
	switch {
	case f.endless:
		say("%s is not bounded above: the data grow like an exponential, and show no ceiling at all", k.Name)
	case math.IsInf(k.Upper, 1):
		say("%s is not bounded above: the data allow any ceiling from %.4g up", k.Name, k.Lower)
	case share < 0.5 && f.Model != Bass:
		say("the last figure is at %.0f%% of the fitted ceiling: below half of it, a ceiling is a guess", 100*share)
	}
	switch {
	case f.RSS == 0 || f.sample.atLeast == nil && math.Sqrt(f.RSS)/f.sample.unit() < 1e-13*math.Sqrt(float64(f.N)):
		say("the curve goes through every figure: nothing is left to make intervals of")
	case !opt.Widen && f.Autocorrelation > 0.3 && f.Autocorrelation > 1.645/math.Sqrt(float64(f.N)):
		say("the residuals are serially correlated (lag 1: %.2f): standard errors and intervals should be about %.1f times as wide", f.Autocorrelation, f.Widening)
	}
}

// share of the ceiling at the last x.
func (f *Fitted) share() float64 {
	s := f.sample
	if f.Model == Bass {
		return bassShare(math.Exp(f.theta[atP]), math.Exp(f.theta[atQ]), s.ends[len(s.ends)-1])
	}
	return math.Exp(f.lnAt(s.x[len(s.x)-1], nil) - s.lnCeiling(f.theta))
}

// At returns the curve at x, which for Bass is the adopters of the period that
// ends at x.
func (f *Fitted) At(x float64) float64 {
	s := f.sample
	u := (x - s.from) / s.span
	if f.Model == Bass {
		return s.scale * bassAt(f.theta, u-1, u, nil)
	}
	return s.scale * math.Exp(f.lnAt(u, nil))
}

// Reaches returns the x at which the curve reaches a share of its ceiling,
// between 0 and 1; for Bass, at which that share has adopted. It is NaN where
// there is no finite ceiling.
func (f *Fitted) Reaches(share float64) float64 {
	s, theta := f.sample, f.theta
	if f.endless {
		return math.NaN()
	}
	var z float64
	switch f.Model {
	case Bass:
		return s.from + s.span*bassCrossing(math.Exp(theta[atP]), math.Exp(theta[atQ]), share)
	case Richards:
		nu := math.Exp(theta[atNu])
		z = -math.Log(math.Expm1(-nu*math.Log(share)) / nu)
	default:
		z, _ = f.Model.inverse(math.Log(share))
	}
	return s.from + s.span*(theta[atT]+z/math.Exp(theta[atR]))
}

// band returns the interval of the curve itself at x, not of a figure, for one
// x at a time: by the delta method, with t quantiles, of y or, where the errors
// are in ln y or in x, of ln y. It is widened for serial correlation. Both ends
// are NaN where the data do not determine the parameters.
func (f *Fitted) band(level float64) func(x float64) (lower, upper float64) {
	s := f.sample
	gradient := make([]float64, len(f.theta))
	reach := f.Widening * f.reach
	if level != f.Level {
		reach = f.Widening * f.quantile(level)
	}
	return func(x float64) (lower, upper float64) {
		if f.covariance == nil {
			return math.NaN(), math.NaN()
		}
		u := (x - s.from) / s.span
		if f.Model == Bass {
			value := bassAt(f.theta, u-1, u, gradient)
			half := reach * math.Sqrt(max(f.quadratic(gradient), 0))
			return s.scale * max(value-half, 0), s.scale * (value + half)
		}
		value := s.scale * math.Exp(f.lnAt(u, gradient))
		half := reach * math.Sqrt(max(f.quadratic(gradient), 0))
		if s.response == levels {
			return max(value*(1-half), 0), value * (1 + half)
		}
		return value * math.Exp(-half), value * math.Exp(half)
	}
}

// inflection is the x of fastest growth of a sigmoid.
func (f *Fitted) inflection() float64 {
	if f.endless {
		return math.NaN()
	}
	return f.sample.from + f.sample.span*f.theta[atT]
}

// doubling is the time to double at the rate of growth at the last x, or nil
// past nine tenths of the ceiling; for Bass, of those who have adopted.
func (f *Fitted) doubling() any {
	s := f.sample
	if !(f.share() < 0.9) {
		return nil
	}
	if f.Model == Bass {
		p, q, t := math.Exp(f.theta[atP]), math.Exp(f.theta[atQ]), s.ends[len(s.ends)-1]
		share := bassShare(p, q, t)
		return s.span * math.Ln2 / ((p + q*share) * (1 - share) / share)
	}
	gradient := make([]float64, len(f.theta))
	f.lnAt(s.x[len(s.x)-1], gradient)
	return s.span * math.Ln2 / -gradient[atT]
}

// lnAt returns ln of the scaled curve, and fills gradient unless it is nil.
func (f *Fitted) lnAt(u float64, gradient []float64) float64 {
	rate, nu := math.Exp(f.theta[atR]), 1.0
	if f.Model == Richards {
		nu = math.Exp(f.theta[atNu])
	}
	z := rate * (u - f.theta[atT])
	share, byZ, byNu := f.Model.share(z, nu)
	if gradient != nil {
		gradient[atK], gradient[atR], gradient[atT] = 1, byZ*z, -byZ*rate
		if f.sample.response == times {
			gradient[atK] = 1 / (1 + math.Exp(-f.theta[atK]))
		}
		if f.Model == Richards {
			gradient[atNu] = byNu
		}
	}
	return f.sample.lnCeiling(f.theta) + share
}

// quadratic returns gᵀCg, C being the covariance; g may be short.
func (f *Fitted) quadratic(g []float64) float64 {
	p, sum := len(f.theta), 0.0
	for i := range g {
		for j := range min(len(g), p) {
			if i < p {
				sum += g[i] * g[j] * f.covariance[i*p+j]
			}
		}
	}
	return sum
}
