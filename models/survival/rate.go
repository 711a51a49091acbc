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
	total, events := 0.0, 0
	for i := range from {
		total += from[i]
		if !math.IsInf(to[i], 1) {
			total += to[i] - from[i]
			events++
		}
	}
	if !(total > 0) {
		return Estimate{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	}
	// The slope falls as the rate rises, and so does the likelihood on either side.
	likelihood := func(rate float64) (sum, slope float64) {
		for i := range from {
			sum -= rate * from[i]
			slope -= from[i]
			if width := to[i] - from[i]; !math.IsInf(width, 1) {
				sum += math.Log(-math.Expm1(-rate * width))
				slope += width / math.Expm1(rate*width)
			}
		}
		return sum, slope
	}
	e := Estimate{SE: math.NaN(), Upper: math.Inf(1)}
	limit := -distuv.ChiSquared{K: 1}.Quantile(level) / 2 // below the top, which is 0 where it is only neared as the rate grows
	if events > 0 {
		e.Value = crossing(1/total, func(rate float64) bool { _, slope := likelihood(rate); return slope < 0 })
		if !math.IsInf(e.Value, 1) {
			top, _ := likelihood(e.Value)
			limit += top
		}
		e.Lower = crossing(1/total, func(rate float64) bool { sum, _ := likelihood(rate); return rate >= e.Value || sum >= limit })
	}
	if !math.IsInf(e.Value, 1) {
		e.Upper = crossing(math.Max(e.Value, 1/total), func(rate float64) bool { sum, _ := likelihood(rate); return rate > e.Value && sum < limit })
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
