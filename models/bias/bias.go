// Package bias says how strong an unmeasured cause would have to be to explain
// an association away, or to have hidden one.
package bias

import (
	"fmt"
	"math"
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
// often as observed (more), or at most, if treatment has no effect and an
// unmeasured cause multiplies the odds of treatment of those with the outcome
// by gamma: at 1 the p-value of Fisher's exact test, one-sided.
//
// Source: Rosenbaum (2002), Observational Studies, section 4.4; the margins
// given, the count is noncentral hypergeometric (Fisher).
func (t Table) P(gamma float64, more bool) float64 {
	n, won := t.Treated+t.Others, t.TreatedWon+t.OthersWon
	tail, all := 0.0, 0.0
	top := math.Inf(-1)
	log := func(k int) float64 {
		return choose(won, k) + choose(n-won, t.Treated-k) + float64(k)*math.Log(gamma)
	}
	least, most := max(0, t.Treated-(n-won)), min(t.Treated, won)
	for k := least; k <= most; k++ {
		top = math.Max(top, log(k))
	}
	for k := least; k <= most; k++ {
		weight := math.Exp(log(k) - top)
		all += weight
		if k == t.TreatedWon || (k > t.TreatedWon) == more {
			tail += weight
		}
	}
	return tail / all
}

// choose returns the logarithm of the binomial coefficient.
func choose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// Bound returns the least gamma of at least 1 at which the worst p-value for a
// difference in the direction of more reaches alpha: how much hidden bias the
// finding survives. It is 1 where there is no such finding without bias.
func (t Table) Bound(alpha float64, more bool) (float64, error) {
	return t.crossing(alpha, more, func(gamma float64) float64 {
		if more {
			return gamma
		}
		return 1 / gamma
	})
}

// Hiding returns the least gamma of at least 1 with which an unmeasured cause
// could hide a difference in the direction of more at the level alpha. It is 1
// where the difference is there without it.
func (t Table) Hiding(alpha float64, more bool) (float64, error) {
	return t.crossing(alpha, more, func(gamma float64) float64 {
		if more {
			return 1 / gamma
		}
		return gamma
	})
}

// crossing returns the least gamma at which the p-value is on the other side
// of alpha than at 1 in the direction of odds.
func (t Table) crossing(alpha float64, more bool, odds func(gamma float64) float64) (float64, error) {
	if t.TreatedWon < 0 || t.OthersWon < 0 || t.TreatedWon > t.Treated || t.OthersWon > t.Others {
		return 0, fmt.Errorf("table of %d won of %d and %d of %d: give counts from 0 to the number of rows", t.TreatedWon, t.Treated, t.OthersWon, t.Others)
	}
	const most = 1e6
	rises := odds(2) > 1 == more // the p-value rises with gamma
	past := func(gamma float64) bool {
		p := t.P(odds(gamma), more)
		return rises && p >= alpha || !rises && p <= alpha
	}
	switch {
	case past(1):
		return 1, nil
	case !past(most):
		return math.Inf(1), nil
	}
	low, high := 1.0, most
	for high/low > 1+1e-9 {
		if middle := math.Sqrt(low * high); past(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, nil
}
