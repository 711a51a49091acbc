package survival

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// ConstantRate returns the rate of an event per unit of time, if it is the same
// at all times, from intervals: each event lies after from and at to or before,
// and one that was not seen has to = +Inf. It maximizes
//
//	Σ log(exp(-rate·from) - exp(-rate·to)),
//
// and the limits are those of the likelihood ratio at the level; there is no SE.
// Without an event the rate and the lower limit are 0. All is NaN without rows,
// or where nobody is followed for any time.
func ConstantRate(from, to []float64, level float64) Estimate {
	e := Estimate{Value: math.NaN(), SE: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}
	total, events := 0.0, 0
	for i := range from {
		total += from[i]
		if !math.IsInf(to[i], 1) {
			total += to[i] - from[i]
			events++
		}
	}
	if !(total > 0) {
		return e
	}
	likelihood := func(rate float64) float64 {
		sum := 0.0
		for i := range from {
			sum -= rate * from[i]
			if !math.IsInf(to[i], 1) {
				sum += math.Log(-math.Expm1(-rate * (to[i] - from[i])))
			}
		}
		return sum
	}
	// The slope falls as the rate rises, and so does the likelihood on either side.
	slope := func(rate float64) float64 {
		sum := 0.0
		for i := range from {
			sum -= from[i]
			if !math.IsInf(to[i], 1) {
				sum += (to[i] - from[i]) / math.Expm1(rate*(to[i]-from[i]))
			}
		}
		return sum
	}
	e.Value, e.Lower, e.Upper = 0, 0, math.Inf(1)
	top := 0.0 // of the likelihood, also where it only nears it as the rate grows
	if events > 0 {
		e.Value = crossing(1/total, func(rate float64) bool { return slope(rate) < 0 })
		if !math.IsInf(e.Value, 1) {
			top = likelihood(e.Value)
		}
	}
	limit := top - distuv.ChiSquared{K: 1}.Quantile(level)/2
	if events > 0 {
		e.Lower = crossing(1/total, func(rate float64) bool { return rate >= e.Value || likelihood(rate) >= limit })
	}
	if !math.IsInf(e.Value, 1) {
		e.Upper = crossing(math.Max(e.Value, 1/total), func(rate float64) bool { return rate > e.Value && likelihood(rate) < limit })
	}
	return e
}

// crossing returns where is turns from false to true, as a rate above 0 grows
// from anywhere; +Inf: it stays false.
func crossing(start float64, is func(rate float64) bool) float64 {
	low, high := start, start
	for !is(high) {
		if high *= 2; math.IsInf(high, 1) {
			return high
		}
	}
	for is(low) && low > 0 {
		low /= 2
	}
	for range 200 {
		if middle := (low + high) / 2; is(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
