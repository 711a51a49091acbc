package survival

import (
	"fmt"
	"math"
	"sort"
)

// Curve is a step function of time with pointwise intervals: from
// [KaplanMeier] the share still free of the event, which falls from 1; from
// [CumulativeIncidence] the share that has met a cause, which rises from 0.
type Curve struct {
	Steps    []Step   // one per distinct Time, ascending
	N        float64  // lives
	Events   float64  // those that met the event or the cause
	Level    float64  // of all intervals
	Warnings []string // doubts, each a sentence; may be empty

	falls bool // survival, not incidence
	ended bool // nobody was left free of every event, so the last value holds for ever
}

// Step is what happened at one time, and the curve from then until the next.
// The limits are NaN where Value is 0 or 1: the log-log interval does not
// exist there.
type Step struct {
	Time      float64
	AtRisk    float64 // under observation just before Time
	Events    float64
	Competing float64 // events of other causes
	Censored  float64 // last seen at Time
	Estimate
}

// KaplanMeier returns the product-limit estimate of survival,
//
//	S(t) = ∏ (1 - d/n) over event times up to t,
//
// d of the n at risk having event 1, with Greenwood's standard error and
// the log-log interval exp(-exp(ln(-ln S) ± z·SE/(S·ln S))), which stays
// between 0 and 1. Level is that of the intervals, such as 0.95. It is an
// error if a row is bad.
//
// Sources: Kaplan and Meier (1958); Kalbfleisch and Prentice (2002), section
// 1.4; left truncation: Tsai, Jewell and Wang (1987). The same as R's
// survfit(conf.type = "log-log"), but where nothing ever happened: the log-log
// interval does not exist, and the lower limit is that of Clopper and Pearson
// for the lives at risk.
func KaplanMeier(s Sample, level float64) (*Curve, error) {
	if err := s.check(level); err != nil {
		return nil, fmt.Errorf("kaplan-meier: %w", err)
	}
	c := curve(s, 1, true, level)
	for i := range c.Steps {
		if step := &c.Steps[i]; c.Events == 0 {
			step.Lower, step.Upper = math.Pow((1-level)/2, 1/step.AtRisk), 1
		}
	}
	return c, nil
}

// CumulativeIncidence returns the Aalen–Johansen estimate of the probability
// of having met a cause by t while the others compete with it,
//
//	F(t) = Σ S(u-)·d(u)/n(u) over event times u up to t,
//
// S being the Kaplan–Meier curve of all causes together and d the events of
// this one. Over the causes, the values add up to 1 - S. The standard error
// is the multinomial Greenwood one, the interval log-log of F. The cause is
// a code of [Sample].Event, at least 1; one that never happens gives a curve
// at 0. It is an error if a row is bad.
//
// Sources: Aalen and Johansen (1978); Andersen, Borgan, Gill and Keiding
// (1993), section IV.4. The same as R's survfit for several states.
func CumulativeIncidence(s Sample, cause int, level float64) (*Curve, error) {
	if err := s.check(level); err != nil {
		return nil, fmt.Errorf("cumulative incidence: %w", err)
	}
	if cause < 1 {
		return nil, fmt.Errorf("cumulative incidence: cause %d is not an event code: take 1 or more", cause)
	}
	return curve(s, cause, false, level), nil
}

// curve follows the share free of every event and the share that has met the
// cause, and the variances and covariance of both.
//
// At an event time each of the n at risk meets the cause with probability
// b = k/n and any event with a = d/n, a multinomial draw independent of the
// past:
//
//	free' = free(1-a), met' = met + free·b,
//	var a = a(1-a)/n, var b = b(1-b)/n, cov(a, b) = b(1-a)/n,
//
// which by the delta method gives Greenwood's formula for free, and for met
// that of Andersen et al. (1993), section IV.4. Going step by step, unlike
// summing the closed forms, nothing cancels and nothing is divided by n - d.
func curve(s Sample, cause int, falls bool, level float64) *Curve {
	c := &Curve{Steps: tally(s, cause), N: s.lives(), Level: level, falls: falls}
	free, met, freeVar, metVar, both := 1.0, 0.0, 0.0, 0.0, 0.0
	now, half := c.before(), z(level)
	for i := range c.Steps {
		step := &c.Steps[i]
		c.Events += step.Events
		happened := step.Events
		if !falls {
			happened += step.Competing
		}
		if happened > 0 {
			if s.Weight != nil && happened > step.AtRisk*(1-1e-9) {
				step.AtRisk = happened // all, but for rounding
			}
			if happened == step.AtRisk && i < len(c.Steps)-1 && free > 0 {
				c.Warnings = append(c.Warnings, fmt.Sprintf("all %v at risk at time %v had an event, so the curve stays level from there although later lives were seen: begin at a later time", step.AtRisk, step.Time))
			}
			a, b, draw := happened/step.AtRisk, step.Events/step.AtRisk, free*free/step.AtRisk
			metVar += b*b*freeVar + 2*b*both + draw*b*(1-b)
			both = (1 - a) * (both + b*freeVar - draw*b)
			freeVar = (1-a)*(1-a)*freeVar + draw*a*(1-a)
			met += free * b
			if free *= 1 - a; falls {
				now = logLog(free, math.Sqrt(max(freeVar, 0)), half)
			} else {
				now = logLog(met, math.Sqrt(max(metVar, 0)), half)
			}
		}
		step.Estimate = now
	}
	c.ended = free == 0
	return c
}

// logLog is the interval that is symmetric in ln(-ln p).
func logLog(p, se, half float64) Estimate {
	if p <= 0 || p >= 1-1e-14 { // but for rounding
		return Estimate{p, se, math.NaN(), math.NaN()}
	}
	center, reach := math.Log(-math.Log(p)), half*se/(p*-math.Log(p))
	return Estimate{p, se, math.Exp(-math.Exp(center + reach)), math.Exp(-math.Exp(center - reach))}
}

// tally returns the distinct times with who was at risk and what happened.
func tally(s Sample, cause int) []Step {
	s = s.At(order(s.Time))
	distinct := 0
	for i, t := range s.Time {
		if i == 0 || t != s.Time[i-1] {
			distinct++
		}
	}
	var entries []int
	atRisk, entered := 0.0, 0
	if s.Entry == nil {
		atRisk = s.lives()
	} else {
		entries = order(s.Entry)
	}
	steps := make([]Step, 0, distinct)
	for i := 0; i < len(s.Time); {
		step := Step{Time: s.Time[i]}
		for ; entered < len(entries) && s.Entry[entries[entered]] < step.Time; entered++ {
			atRisk += s.weight(entries[entered])
		}
		step.AtRisk = atRisk
		for ; i < len(s.Time) && s.Time[i] == step.Time; i++ {
			count := s.weight(i)
			atRisk -= count
			switch s.Event[i] {
			case 0:
				step.Censored += count
			case cause:
				step.Events += count
			default:
				step.Competing += count
			}
		}
		steps = append(steps, step)
	}
	return steps
}

// before is the curve before its first step.
func (c *Curve) before() Estimate {
	start := 0.0
	if c.falls {
		start = 1
	}
	return Estimate{Value: start, Lower: math.NaN(), Upper: math.NaN()}
}

// Quantile returns the first time by which a share p of the lives has met the
// event, of a survival curve: Quantile(0.5) is the median. Where the
// curve is level at just that share, it is the middle of that stretch, as for
// an ordinary median of an even number. The limits are the times at which the
// curve's own limits get there (Brookmeyer and Crowley 1982). What is not
// reached is NaN, and so is SE, which has no simple form.
func (c *Curve) Quantile(p float64) Estimate {
	fall := func(pick func(Step) float64) float64 {
		const tie = 1e-8 // R's, √ε
		for i, step := range c.Steps {
			left := pick(step)
			if !(left < 1-p+tie) {
				continue
			}
			if left > 1-p-tie {
				for _, later := range c.Steps[i+1:] {
					if pick(later) < left-tie {
						return (step.Time + later.Time) / 2
					}
				}
			}
			return step.Time
		}
		return math.NaN()
	}
	return Estimate{fall(func(s Step) float64 { return s.Value }), math.NaN(),
		fall(func(s Step) float64 { return s.Lower }), fall(func(s Step) float64 { return s.Upper })}
}

// At returns the curve at time t. After the last time it is NaN throughout,
// as nobody was watched for so long, unless nobody was left.
func (c *Curve) At(t float64) Estimate {
	i := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time > t })
	switch last := len(c.Steps) - 1; {
	case math.IsNaN(t), i > last && t > c.Steps[last].Time && !c.ended:
		return Estimate{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	case i == 0:
		return c.before()
	}
	return c.Steps[i-1].Estimate
}

// Counts returns how many are under observation just before t, and how many
// events there were by t.
func (c *Curve) Counts(t float64) (atRisk, events float64) {
	for _, step := range c.Steps {
		if step.Time >= t && atRisk == 0 {
			atRisk = step.AtRisk
		}
		if step.Time > t {
			break
		}
		events += step.Events
	}
	return atRisk, events
}

// Mean returns the mean time until the event within a horizon, ∫ S(t) dt from
// 0 to it, of a survival curve, with a normal interval
// where the variance is not 0:
//
//	variance Σ [∫ S from tᵢ to the horizon]²·dᵢ/(nᵢ(nᵢ - dᵢ)) over event times tᵢ before it.
//
// It is NaN beyond the last time seen, unless nobody was left by then.
//
// Source: Irwin (1949); Klein and Moeschberger (2003), section 4.5; the same
// as R's print(survfit, rmean = horizon).
func (c *Curve) Mean(horizon float64) Estimate {
	if math.IsNaN(c.At(horizon).Value) {
		return Estimate{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	}
	last := sort.Search(len(c.Steps), func(i int) bool { return c.Steps[i].Time > horizon })
	area, variance, end := 0.0, 0.0, horizon
	for i := last - 1; i >= 0; i-- {
		step := c.Steps[i]
		area += step.Value * (end - step.Time) / horizon // so that no square is too large or too small
		end = step.Time
		if step.Events > 0 && step.Events < step.AtRisk {
			variance += area * area * step.Events / (step.AtRisk * (step.AtRisk - step.Events))
		}
	}
	area = (area + end/horizon) * horizon
	if variance == 0 { // nothing is known of it
		return Estimate{area, 0, math.NaN(), math.NaN()}
	}
	se := horizon * math.Sqrt(variance)
	reach := z(c.Level) * se
	return Estimate{area, se, max(area-reach, 0), min(area+reach, horizon)}
}
