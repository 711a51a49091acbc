package curve

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat/distuv"
)

// average is the ceiling of a series over curves: logistic, Gompertz, and
// growth without a ceiling.
type average struct {
	ceiling, lower, upper    float64 // +Inf: no finite one
	logistic, gompertz, none float64 // weights, of sum 1
}

// averaged returns the average of the fits of logistic and Gompertz, nil where
// there is none, and of growth without a ceiling, whose AICc is given. ok is
// false where no sigmoid can be weighed.
//
// The weights are those of Akaike for serially correlated residuals: the
// likelihood counts for as much less as the intervals of the fits are widened,
//
//	w ∝ exp(-Δ/2), Δ = (AICc - the lowest)/widening²,
//
// with the widening of the better sigmoid (Burnham and Anderson 2002, "Model
// selection and multimodel inference", section 2.5: all curves have the same
// number of parameters). The interval is that of averaged tails: its lower end
// is where Σ w·F = (1 - level)/2, F being the distribution of ln K by a curve,
// and its upper end where that is (1 + level)/2; the ceiling is the median. F is
// a t distribution on each side of the estimate, with the end of the profile
// interval as its quantile. Mass without a finite ceiling lies above all others.
//
// Source: Turek and Fletcher (2012), "Model-averaged Wald confidence intervals".
func averaged(logistic, gompertz *Fitted, trend, level float64) (a average, ok bool) {
	fits, aicc := []*Fitted{}, []float64{trend}
	widening := 1.0
	lowest := math.Inf(1)
	for _, f := range []*Fitted{logistic, gompertz} {
		if !f.weighs() {
			f = &Fitted{AICc: math.NaN(), endless: true} // without weight
		} else if ok = true; f.AICc < lowest {
			lowest, widening = f.AICc, f.Widening
		}
		fits, aicc = append(fits, f), append(aicc, f.AICc)
	}
	if !ok {
		return a, false
	}
	if trend < lowest {
		lowest = trend
	}
	weights := make([]float64, len(aicc)) // of the trend, and of the fits
	for i, v := range aicc {
		if v == lowest { // also where both are infinite
			weights[i] = 1
		} else if !math.IsNaN(v) {
			weights[i] = math.Exp(-(v - lowest) / (2 * widening * widening))
		}
	}
	floats.Scale(1/floats.Sum(weights), weights)
	a.none, a.logistic, a.gompertz = weights[0], weights[1], weights[2]
	low, high := math.Inf(1), math.Inf(-1)
	for _, f := range fits {
		if !f.endless {
			k := math.Log(f.Parameters[0].Value)
			low, high = min(low, k-30), max(high, k+30)
		}
	}
	below := func(lnK float64) (share float64) {
		for i, f := range fits {
			share += weights[i+1] * f.below(lnK)
		}
		return share
	}
	at := func(share float64) float64 {
		low, high := low, high
		if !(below(high) >= share) {
			return math.Inf(1)
		}
		for range 100 {
			if middle := (low + high) / 2; below(middle) < share {
				low = middle
			} else {
				high = middle
			}
		}
		return math.Exp(high)
	}
	a.lower, a.ceiling, a.upper = at((1-level)/2), at(0.5), at((1+level)/2)
	return a, true
}

// weighs says whether there is a fit that can be held against another.
func (f *Fitted) weighs() bool { return f != nil && f.Converged && !math.IsNaN(f.AICc) }

// below is the probability that ln K lies below a value, as the interval of K
// has it. Above an interval without an upper end nothing is known: half of the
// probability lies at no finite value.
func (f *Fitted) below(lnK float64) float64 {
	if f.endless {
		return 0
	}
	k := f.Parameters[0]
	from, end := math.Log(k.Value), math.Log(k.Lower)
	if lnK >= from {
		end = math.Log(k.Upper)
	}
	switch reach := math.Abs(end - from); {
	case lnK == from || math.IsInf(reach, 1) && lnK > from:
		return 0.5
	case !(reach > 0):
		if lnK < from {
			return 0
		}
		return 1
	default:
		return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: f.df}.CDF((lnK - from) / reach * f.reach)
	}
}
