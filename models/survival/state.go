package survival

import (
	"fmt"
	"math"
)

// state follows the share s free of every event and the share f that has met
// the cause, the area under the one of them that the curve shows, and the
// variances and covariances of all three.
//
// At an event time each of the n at risk meets the cause with probability
// b = k/n and any event with a = d/n, a multinomial draw independent of the
// past:
//
//	s' = s(1-a), f' = f + s·b,
//	var a = a(1-a)/n, var b = b(1-b)/n, cov(a, b) = b(1-a)/n,
//
// which by the delta method gives Greenwood's formula for s, and for f that of
// Andersen et al. (1993), section IV.4. Going step by step, unlike summing the
// closed forms, nothing cancels and nothing is divided by n - d.
type state struct {
	falls            bool
	s, f             float64
	ss, ff, sf       float64 // var s, var f, cov(s, f)
	area             float64
	aa, areaS, areaF float64 // var area, cov(area, s), cov(area, f)
}

func start(falls bool) state { return state{falls: falls, s: 1} }

func (x *state) value() float64 {
	if x.falls {
		return x.s
	}
	return x.f
}

func (x *state) variance() float64 {
	if x.falls {
		return x.ss
	}
	return x.ff
}

// happen takes the events of one time: n at risk, d of them with any event, k
// of these with the cause.
func (x *state) happen(n, d, k int) {
	a, b := float64(d)/float64(n), float64(k)/float64(n)
	draw := x.s * x.s / float64(n)
	x.ff += b*b*x.ss + 2*b*x.sf + draw*b*(1-b)
	x.sf = (1 - a) * (x.sf + b*x.ss - draw*b)
	x.ss = (1-a)*(1-a)*x.ss + draw*a*(1-a)
	x.areaF += b * x.areaS
	x.areaS *= 1 - a
	x.f += x.s * b
	x.s *= 1 - a
}

// wait adds the area of a stretch of time in which nothing happens.
func (x *state) wait(dt float64) {
	withS, withF, with := x.ss, x.sf, x.areaS
	if !x.falls {
		withS, withF, with = x.sf, x.ff, x.areaF
	}
	x.area += dt * x.value()
	x.aa += dt * (2*with + dt*x.variance())
	x.areaS += dt * withS
	x.areaF += dt * withF
}

// Mean returns the area under the curve up to the horizon. Under a survival
// curve this is the restricted mean survival time: how long a life lasts on
// average within the first horizon units of time. Under an incidence curve it
// is the mean time lost to the cause. The interval is the normal one. The
// horizon must be positive and, unless nobody is left by then, not beyond the
// last time.
//
//	μ = ∫₀ʰ S(t)dt, SE² = Σ (∫ᵤʰ S(t)dt)²·d/(n(n-d)) over event times u ≤ h
//
// Sources: Irwin (1949); Royston and Parmar (2013). R's rmean.
func (c *Curve) Mean(horizon float64) (Estimate, error) {
	last := c.Steps[len(c.Steps)-1].Time
	switch {
	case !(horizon > 0) || math.IsInf(horizon, 0):
		return Estimate{}, fmt.Errorf("restricted mean: horizon %v is not a positive time", horizon)
	case horizon > last && !c.ended:
		return Estimate{}, fmt.Errorf("restricted mean: horizon %v is beyond the last time %v: take at most %[2]v", horizon, last)
	}
	at, now := start(c.falls), 0.0
	for _, step := range c.Steps {
		if step.Time > horizon {
			break
		}
		at.wait(step.Time - now)
		now = step.Time
		if happened := step.Events + step.Competing; happened > 0 {
			at.happen(step.AtRisk, happened, step.Events)
		}
	}
	at.wait(horizon - now)
	se := math.Sqrt(max(at.aa, 0))
	half := z(c.Level) * se
	return Estimate{at.area, se, at.area - half, at.area + half}, nil
}
