// Package bias says how strong an unmeasured cause would have to be to explain
// an association away, or to have hidden one.
package bias

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/combin"
)

// EValue returns the least strength of association, as a risk ratio, that an
// unmeasured confounder would need with the exposure and with the outcome,
// beyond the measured covariates, to move the risk ratio from the true one to
// that observed. It is at least 1, and 1 where the two are equal. Both ratios
// must be positive; for an odds ratio of a common outcome take its square root.
//
// Source: VanderWeele and Ding (2017), Annals of Internal Medicine 167.
func EValue(observed, actual float64) float64 {
	ratio := observed / actual
	if ratio < 1 {
		ratio = 1 / ratio
	}
	return ratio + math.Sqrt(ratio*(ratio-1))
}

// Limit returns the end of the interval nearer to the true ratio, and the true
// ratio itself where the interval includes it: EValue of it is then 1.
func Limit(lower, upper, actual float64) float64 {
	return math.Min(math.Max(actual, lower), upper)
}

// Table is a 2×2 table: how many of the treated and of all had the outcome.
type Table struct {
	Treated, TreatedWon int
	Others, OthersWon   int
}

// P returns the probability that the treated have the outcome at least as
// often as observed, if treatment has no effect and an
// unmeasured cause multiplies the odds of treatment of those with the outcome
// by gamma: at 1 the p-value of Fisher's exact test, one-sided.
//
// Source: Rosenbaum (2002), Observational Studies, section 4.4; the margins
// given, the count is noncentral hypergeometric (Fisher).
func (t Table) P(gamma float64) float64 {
	n, won := t.Treated+t.Others, t.TreatedWon+t.OthersWon
	least, most := max(0, t.Treated-(n-won)), min(t.Treated, won)
	logs := make([]float64, most-least+1)
	for i := range logs {
		k := least + i
		logs[i] = combin.LogGeneralizedBinomial(float64(won), float64(k)) +
			combin.LogGeneralizedBinomial(float64(n-won), float64(t.Treated-k)) + float64(k)*math.Log(gamma)
	}
	return math.Exp(floats.LogSumExp(logs[t.TreatedWon-least:]) - floats.LogSumExp(logs))
}

// Bound returns the least gamma of at least 1 at which the worst p-value
// reaches alpha: how much hidden bias the finding survives that the treated have the outcome more often. It is 1
// where there is no such finding without bias.
func (t Table) Bound(alpha float64) (float64, error) {
	return t.least(func(gamma float64) bool { return t.P(gamma) >= alpha })
}

// Hiding returns the least gamma of at least 1 with which an unmeasured cause
// could hide at the level alpha that the treated have the outcome more often. It is 1
// where the difference is there without it.
func (t Table) Hiding(alpha float64) (float64, error) {
	return t.least(func(gamma float64) bool { return t.P(1/gamma) <= alpha })
}

// least returns the least gamma of at least 1 that is past what is asked, as all above it are.
func (t Table) least(past func(gamma float64) bool) (float64, error) {
	if t.TreatedWon < 0 || t.OthersWon < 0 || t.TreatedWon > t.Treated || t.OthersWon > t.Others {
		return 0, fmt.Errorf("table of %d won of %d and %d of %d: give counts from 0 to the number of rows", t.TreatedWon, t.Treated, t.OthersWon, t.Others)
	}
	low, high := 1.0, 1e6
	switch {
	case past(low):
		return 1, nil
	case !past(high):
		return math.Inf(1), nil
	}
	for high/low > 1+1e-9 {
		if middle := math.Sqrt(low * high); past(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, nil
}
