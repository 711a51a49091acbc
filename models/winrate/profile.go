package winrate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a value with its interval.
type Estimate struct {
	Value        float64
	SE           float64 // standard error, or standard deviation of a posterior or of bootstrap draws; 0: not given
	Lower, Upper float64 // may be infinite
	Level        float64 // of the interval, such as 0.95; 0: a range that has no level
}

// Coefficient is a coefficient of a regression with its interval and its test.
type Coefficient struct {
	Name string
	Estimate
	P float64 // p-value of the penalised likelihood-ratio test of 0, with one degree of freedom
}

// Coefficients returns the Firth estimates in the order of Names, with profile penalised-likelihood intervals,
//
//	{b_j : 2 [l*(max) - max over the rest of l*(b_j)] <= the chi-squared quantile of the level},
//
// and penalised likelihood-ratio tests. Level is in (0, 1). No Wald interval is given: under separation the profile
// is far from symmetric.
//
// Source: Heinze and Schemper (2002), Statistics in Medicine 21.
func (r *Regression) Coefficients(level float64) []Coefficient {
	all := make([]Coefficient, len(r.Names))
	for j, name := range r.Names {
		a := unit(len(r.Names), j)
		all[j] = Coefficient{Name: name, Estimate: r.interval(a, level), P: r.test(a, 0)}
	}
	return all
}

// interval returns the profile interval of the combination a'b of the reported coefficients.
func (r *Regression) interval(a []float64, level float64) Estimate {
	p := newProfile(r, a)
	limit := distuv.ChiSquared{K: 1}.Quantile(level)
	return Estimate{
		Value: p.best, SE: p.se, Level: level,
		Lower: p.end(limit, -1), Upper: p.end(limit, 1),
	}
}

// test returns the p-value of a'b = value.
func (r *Regression) test(a []float64, value float64) float64 {
	drop, _ := newProfile(r, a).drop(value)
	return distuv.ChiSquared{K: 1}.Survival(max(0, drop))
}

// profile is l* as a function of one combination of the coefficients, maximised over the rest.
type profile struct {
	model    *likelihood
	k        int       // the combination is coefficient k of model
	top      []float64 // coefficients at the maximum
	max      float64
	best, se float64

	last  []float64 // of the last evaluation, where the next one starts
	fixed []bool
	u     []float64
}

func newProfile(r *Regression, a []float64) *profile {
	c := r.contrast(a)
	model, k := r.model.along(c)
	p := &profile{model: model, k: k, max: r.LogLik, top: append([]float64(nil), r.beta...)}
	p.top[k] = 0
	for j := range c {
		p.top[k] += c[j] * r.beta[j]
	}
	inv := r.model.inv.RawSymmetric()
	p.best, p.se = p.top[k], math.Sqrt(quadratic(inv.Data, inv.Stride, c))
	p.fixed, p.u = make([]bool, model.p), make([]float64, model.p)
	p.fixed[k] = true
	p.last = append([]float64(nil), p.top...)
	return p
}

// drop returns 2 [l*(max) - l*(t)] and its derivative in t, which is -2 times the score of the coefficient held;
// infinite where the information is singular, to working precision.
func (p *profile) drop(t float64) (drop, slope float64) {
	p.last[p.k] = t
	o := p.model.maximise(p.last, p.fixed)
	if math.IsInf(o.value, -1) { // too far from the last point to climb from it
		copy(p.last, p.top)
		p.last[p.k] = t
		if o = p.model.maximise(p.last, p.fixed); math.IsInf(o.value, -1) {
			return math.Inf(1), math.NaN()
		}
	}
	copy(p.last, o.b)
	p.model.score(p.u)
	return 2 * (p.max - o.value), -2 * p.u[p.k]
}

// end returns where the profile has dropped by limit, below (side -1) or above (side 1) the maximum; infinite if
// it has not after a million standard errors. Newton's steps are kept between the points known to be on either
// side, by halving where they leave it and by at most tripling the distance while there is no outer point.
func (p *profile) end(limit, side float64) float64 {
	copy(p.last, p.top)
	inner, outer := 0.0, math.Inf(1) // distances from the maximum
	at := math.Sqrt(limit) * p.se
	for range 200 {
		drop, slope := p.drop(p.best + side*at)
		if drop < limit {
			inner = at
		} else {
			outer = at
		}
		next := at - (drop-limit)/(side*slope)
		switch {
		case math.IsInf(outer, 1) && !(next > inner && next < 3*at):
			next = 3 * at
		case !math.IsInf(outer, 1) && !(next > inner && next < outer):
			next = (inner + outer) / 2
		}
		if math.Abs(next-at) <= 1e-10*(p.se+at) {
			return p.best + side*next
		}
		if at = next; at > 1e6*p.se {
			return math.Inf(int(side))
		}
	}
	return p.best + side*at
}
