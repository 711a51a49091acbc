package race

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat"
)

// Chance is the first mover's probability to win with a head start.
type Chance struct {
	Months float64
	// Win is the mean over the hyper-parameters.
	Win float64
	// Lower and Upper are the ends of the credible band: the quantiles of the
	// probability over the hyper-parameters, pointwise. Where so few sets of
	// them carry the mean that it lies outside, the band is widened to hold it.
	Lower, Upper float64
	// Error is the Monte Carlo standard error of Win, from the spread of the
	// blocks of the simulation. More draws lower it, and not the band.
	Error float64
}

// Quantile is a quantile of the critical lead time τc.
type Quantile struct {
	Probability float64
	// Months is +Inf where the first mover never wins so often, whatever its
	// head start, and 0 where it does from a start together.
	Months float64
	// Lower and Upper are the ends of the credible band, as in [Chance].
	Lower, Upper float64
	// Error is the Monte Carlo standard error of Months; +Inf where blocks
	// disagree on whether there is such a head start at all.
	Error float64
}

// Win answers for each head start in months, from the same races whatever the
// responder and the head start, so that differences are not noise. Months are
// 0 or more; +Inf asks for the probability that some head start is enough, and
// what is left to 1 is "never". The level of the band is between 0 and 1.
//
// Win never falls as the head start grows, for every draw and so for Lower and
// Upper too. The growth rate of each race is averaged over exactly: given the
// rest of a draw, P(τc < τ) = Φ( ln(τ·GrowthMedian / (g·τc)) / GrowthSpread ).
func (d Draws) Win(r Responder, level float64, months ...float64) ([]Chance, error) {
	all, err := d.worlds(r, level)
	if err != nil {
		return nil, err
	}
	return all.chances(level, months...)
}

func (all worlds) chances(level float64, months ...float64) ([]Chance, error) {
	chances := make([]Chance, len(months))
	byWorld, byBlock := make([]float64, len(all)), make([]float64, blocks)
	for i, m := range months {
		if !(m >= 0) {
			return nil, fmt.Errorf("head start of %g months: must be 0 or more", m)
		}
		for h, w := range all {
			byWorld[h] = w.win(math.Log(m))
		}
		c := Chance{Months: m, Win: stat.Mean(byWorld, nil)}
		for b := range byBlock {
			byBlock[b] = stat.Mean(byWorld[b*len(all)/blocks:(b+1)*len(all)/blocks], nil)
		}
		c.Error = blockError(byBlock)
		c.Lower, c.Upper = band(byWorld, level, c.Win)
		chances[i] = c
	}
	return chances, nil
}

// Quantiles returns the quantile of τc for each probability between 0 and 1:
// the head start with which the first mover wins that often. It inverts Win.
func (d Draws) Quantiles(r Responder, level float64, probabilities ...float64) ([]Quantile, error) {
	all, err := d.worlds(r, level)
	if err != nil {
		return nil, err
	}
	return all.quantiles(level, probabilities...)
}

func (all worlds) quantiles(level float64, probabilities ...float64) ([]Quantile, error) {
	quantiles := make([]Quantile, len(probabilities))
	byWorld, byBlock := make([]float64, len(all)), make([]float64, blocks)
	for i, p := range probabilities {
		if !(p > 0 && p < 1) {
			return nil, fmt.Errorf("quantile %g of the critical lead time: must be between 0 and 1", p)
		}
		for h := range all {
			byWorld[h] = all[h : h+1].monthsUntil(p)
		}
		for b := range byBlock {
			byBlock[b] = all[b*len(all)/blocks : (b+1)*len(all)/blocks].monthsUntil(p)
		}
		q := Quantile{Probability: p, Months: all.monthsUntil(p), Error: blockError(byBlock)}
		q.Lower, q.Upper = band(byWorld, level, q.Months)
		quantiles[i] = q
	}
	return quantiles, nil
}

// monthsUntil returns the head start at which the mean of P(τc < τ) over the
// worlds comes to p. It follows the normal quantile of that probability
// against ln τ, which is close to a straight line, by secants; halving takes
// over where a secant leads astray.
func (some worlds) monthsUntil(p float64) float64 {
	var races, sure, possible float64
	lo, hi := math.Inf(1), math.Inf(-1) // ends of ln τ between which all races turn that turn
	for _, w := range some {
		races, sure, possible = races+float64(w.races), sure+float64(w.sure), possible+float64(len(w.possible))
		for _, center := range w.possible {
			lo, hi = min(lo, center-8*w.spread), max(hi, center+8*w.spread)
		}
	}
	if sure >= p*races {
		return 0
	}
	if sure+possible < p*races {
		return math.Inf(1)
	}
	line := mathext.NormalQuantile(p)
	excess := func(lnMonths float64) float64 {
		won := 0.0
		for _, w := range some {
			won += w.win(lnMonths)
		}
		return min(max(mathext.NormalQuantile(won/float64(len(some))), -9), 9) - line
	}
	last, lastExcess, at := lo, excess(lo), (lo+hi)/2
	for i := 0; i < 200 && hi-lo > 1e-11; i++ {
		e := excess(at)
		if math.Abs(e) < 1e-10 {
			return math.Exp(at)
		}
		if e < 0 {
			lo = at
		} else {
			hi = at
		}
		next := at - e*(at-last)/(e-lastExcess)
		if !(next > lo && next < hi) || i%4 == 3 {
			next = (lo + hi) / 2
		}
		last, lastExcess, at = at, e, next
	}
	return math.Exp(hi)
}

// band returns the ends of the central interval of values, widened where need
// be to hold the estimate; values are kept.
func band(values []float64, level, estimate float64) (lower, upper float64) {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	end := func(p float64) float64 {
		// Between a head start and never, never.
		if i := int(math.Ceil(p * float64(len(sorted)))); math.IsInf(sorted[min(i, len(sorted)-1)], 1) {
			return math.Inf(1)
		}
		return stat.Quantile(p, stat.LinInterp, sorted, nil)
	}
	return min(end((1-level)/2), estimate), max(end((1+level)/2), estimate)
}

// blockError is the standard error of the mean of independent blocks.
func blockError(byBlock []float64) float64 {
	if slices.ContainsFunc(byBlock, func(x float64) bool { return math.IsInf(x, 1) }) {
		return math.Inf(1)
	}
	return stat.StdDev(byBlock, nil) / math.Sqrt(float64(len(byBlock)))
}
