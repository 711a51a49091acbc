package curve

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// fitted makes the answer from the minimum.
func (s *sample) fitted(m Model, q *squares, best optimum, opt Options) *Fitted {
	f := &Fitted{Model: m, N: len(s.x), Censored: len(s.x) - s.exact, Level: opt.level(), sample: s}
	f.df = max(float64(s.exact-len(q.free(none))), 1)
	f.reach = f.quantile(f.Level)
	names := m.names(s.lower)
	ends := make([][2]float64, len(names))
	for range 3 {
		f.judge(q, best)
		f.widened = 1
		if opt.Widen {
			f.widened = f.Widening
		}
		var found []float64
		for j, name := range names {
			ends[j] = [2]float64{math.NaN(), math.NaN()}
			switch {
			case q.fixed.has(j) || opt.Intervals > 0 && j >= opt.Intervals || !best.settled && !q.negligible(best.sum):
			case q.negligible(best.sum):
				at := f.place(j)
				ends[j] = [2]float64{at, at}
			case found == nil && !f.drifts(name):
				along, from := q, best
				if m == Richards && j == atT {
					along, from.theta = q.byInflection(), slices.Clone(best.theta)
					from.theta[j] = f.place(j)
				}
				ends[j][0], ends[j][1], found = s.profile(along, j, name, from, f.variance(best), f.error(j)*f.widened, f.reach*f.widened)
				if found != nil && along != q {
					found[j] -= found[atNu] / math.Exp(found[atR])
				}
				if math.IsInf(ends[atK][1], 1) { // with the ceiling t0 goes up, and p down
					switch name {
					case "t0":
						ends[j][1] = math.Inf(1)
					case "p":
						ends[j][0] = math.Inf(-1)
					}
				}
			}
		}
		if found == nil {
			break
		}
		q.caution = bold
		if next := s.descend(q, found); next.sum < best.sum {
			best = next
		}
	}
	f.Converged = best.settled
	for j, name := range names {
		at := f.place(j)
		value, slope := f.inUnits(name, at)
		p := Parameter{Name: name, Value: value, SE: slope * f.error(j) * f.widened, Fixed: q.fixed.has(j)}
		p.Lower, _ = f.inUnits(name, ends[j][0])
		p.Upper, _ = f.inUnits(name, ends[j][1])
		switch {
		case p.Fixed || !f.Converged:
			p.SE, p.Lower, p.Upper = math.NaN(), math.NaN(), math.NaN()
		case f.endless && j == atK:
			p.Value, p.SE = math.Inf(1), math.NaN()
		}
		if f.drifts(name) {
			p.Value, p.SE = math.NaN(), math.NaN()
		}
		f.Parameters = append(f.Parameters, p)
	}
	f.warn(f.Parameters[0], opt)
	return f
}

// drifts says of a parameter that it goes with a ceiling that has no end.
func (f *Fitted) drifts(name string) bool { return f.endless && (name == "t0" || name == "p") }

// place is where a parameter is in the terms of its profile: theta, but for t0
// of Richards' curve.
func (f *Fitted) place(j int) float64 {
	at := f.theta[j]
	if f.Model == Richards && j == atT {
		at += f.theta[atNu] / math.Exp(f.theta[atR])
	}
	return at
}

// error is the standard error of a place; NaN where the data do not determine it.
func (f *Fitted) error(j int) float64 {
	if f.covariance == nil || f.endless && j == atK {
		return math.NaN()
	}
	gradient := make([]float64, len(f.theta))
	gradient[j] = 1
	if f.Model == Richards && j == atT {
		rate := math.Exp(f.theta[atR])
		gradient[atR], gradient[atNu] = -f.theta[atNu]/rate, 1/rate
	}
	return math.Sqrt(max(f.quadratic(gradient), 0))
}

// inUnits returns the parameter of a place in the units of the data, and its
// derivative.
func (f *Fitted) inUnits(name string, at float64) (value, slope float64) {
	s := f.sample
	switch name {
	case "K", "m":
		value = s.scale * math.Exp(s.lnCeiling([]float64{at}))
		if s.response == times {
			return value, value - s.scale
		}
		return value, value
	case "r":
		value = math.Exp(at) / s.span
		return value, value
	case "t0":
		return s.from + s.span*at, s.span
	case "c":
		return s.scale * at, s.scale
	}
	return math.Exp(at), math.Exp(at)
}

// judge sets what follows from the minimum alone.
func (f *Fitted) judge(q *squares, best optimum) {
	s := f.sample
	f.theta, f.endless = best.theta, best.held.has(atK)
	e, serial := s.residuals(q, best.theta)
	unit := s.unit()
	f.RSS = length2(e) * unit * unit
	f.Autocorrelation = autocorrelation(serial)
	rho := min(max(f.Autocorrelation, 0), 0.95)
	f.Widening = math.Sqrt((1 + rho) / (1 - rho))
	n, k := float64(f.N), float64(len(q.free(none))+1)
	f.AICc = math.NaN()
	if n > k+1 {
		fit := n*math.Log(length2(e)/n) + 2*n*math.Log(unit)
		if s.bound != nil {
			m := float64(s.exact)
			fit = m*math.Log(s.sigma*s.sigma) + best.sum - m + 2*m*math.Log(unit)
		}
		f.AICc = fit + 2*k + 2*k*(k+1)/(n-k-1)
	}
	f.covariance, f.noise = nil, s.heaviest*math.Sqrt(best.sum/f.df)
	if s.bound != nil {
		f.noise = s.sigma
	}
	if c, ok := q.covariance(best.theta, best.held); ok {
		for i := range c {
			c[i] *= f.variance(best)
		}
		f.covariance = c
	}
}

// variance of an error, in the unit in which the sum of squares is.
func (f *Fitted) variance(best optimum) float64 {
	if f.sample.bound != nil {
		return 1
	}
	return best.sum / f.df
}

// quantile is how many standard errors an interval of the level reaches to
// each side.
func (f *Fitted) quantile(level float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: f.df}.Quantile((1 + level) / 2)
}

// residuals returns fitted less observed of all figures but bounds, and the mean
// of those at one x for each x.
func (s *sample) residuals(q *squares, theta []float64) (e, serial []float64) {
	bound := s.bound
	s.bound = nil
	q.at(theta, q.r, q.jac)
	s.bound = bound
	e = make([]float64, 0, len(q.r))
	last, repeats := math.Inf(-1), 1.0
	for i, r := range q.r {
		if bound != nil && bound[i] != exact {
			continue
		}
		e = append(e, r)
		if s.x[i] == last {
			repeats++
			serial[len(serial)-1] += (r - serial[len(serial)-1]) / repeats
			continue
		}
		last, repeats = s.x[i], 1
		serial = append(serial, r)
	}
	return e, serial
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
	case f.RSS == 0 || f.sample.bound == nil && math.Sqrt(f.RSS)/f.sample.unit() < 1e-13*math.Sqrt(float64(f.N)):
		say("the curve goes through every figure, so there are no residuals to estimate intervals from")
	case !opt.Widen && f.Autocorrelation > 0.3 && f.Autocorrelation > 1.645/math.Sqrt(float64(f.sample.places)):
		say("the residuals are serially correlated (lag 1: %.2f): standard errors and intervals should be about %.1f times as wide", f.Autocorrelation, f.Widening)
	}
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
