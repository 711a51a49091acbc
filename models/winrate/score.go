package winrate

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Score judges probabilities against what happened. Lower is better for LogLoss and Brier.
type Score struct {
	N              int
	LogLoss        float64 // mean of -ln of the probability given to what happened, nats; infinite if that was ever 0
	Brier          float64 // mean squared error
	BrierSkill     float64 // 1 - Brier / that of the observed rate of these races; NaN if all ended alike
	SpiegelhalterZ float64 // about standard normal if the probabilities are right; NaN if all are ½, 0 or 1
	Intercept      float64 // of the maximum-likelihood regression of the outcome on the log odds given: 0 if calibrated;
	Slope          float64 // 1 if calibrated. Both NaN where that regression has no finite estimate
	AUC            float64 // how often a won race had the higher probability. Not for held-out probabilities (see HeldOut)
}

// Judge returns the scores of the probabilities p, one for each outcome (1 won, 0 lost).
//
// It fails if there are none, their numbers differ, a probability is outside [0, 1] or an outcome is neither 0 nor 1.
//
// Sources: Brier (1950), Monthly Weather Review 78; Spiegelhalter (1986), Statistics in Medicine 5; Cox (1958),
// Biometrika 45, for the intercept and slope.
func Judge(p, won []float64) (Score, error) {
	if len(p) == 0 || len(p) != len(won) {
		return Score{}, fmt.Errorf("judge: %d probabilities for %d outcomes: give one each", len(p), len(won))
	}
	s := Score{N: len(p)}
	n := float64(s.N)
	var excess, variance float64
	odds := Design{Names: []string{"log odds"}, Won: won}
	for i, y := range won {
		switch {
		case y != 0 && y != 1:
			return Score{}, fmt.Errorf("judge: row %d: the outcome is %v: it must be 1 (won) or 0 (lost)", i+1, y)
		case !(p[i] >= 0 && p[i] <= 1):
			return Score{}, fmt.Errorf("judge: row %d: the probability is %v: it must lie between 0 and 1", i+1, p[i])
		}
		s.LogLoss += surprise(p[i], y) / n
		s.Brier += (p[i] - y) * (p[i] - y) / n
		excess += (y - p[i]) * (1 - 2*p[i])
		variance += (1 - 2*p[i]) * (1 - 2*p[i]) * p[i] * (1 - p[i])
		odds.X = append(odds.X, []float64{math.Log(p[i]) - math.Log1p(-p[i])})
	}
	rate := stat.Mean(won, nil)
	s.BrierSkill = math.NaN()
	if base := rate * (1 - rate); base > 0 {
		s.BrierSkill = 1 - s.Brier/base
	}
	s.SpiegelhalterZ = excess / math.Sqrt(variance)
	s.Intercept, s.Slope = math.NaN(), math.NaN()
	// Constant or infinite log odds, or a split without overlap: there is no such regression.
	if fit, err := estimate(odds, 0); err == nil && fit.Converged && separation(fit.model) == nil {
		s.Intercept, s.Slope = fit.Firth[0], fit.Firth[1]
	}
	s.AUC = concordance(p, won)
	return s, nil
}

// surprise returns -ln of the probability given to the outcome y.
func surprise(p, y float64) float64 {
	if y == 1 {
		return -math.Log(p)
	}
	return -math.Log1p(-p)
}

// concordance returns the share of pairs of a won and a lost race in which the won one has the higher probability;
// a tie counts half. NaN without pairs.
func concordance(p, won []float64) float64 {
	rows := make([]int, len(p))
	for i := range rows {
		rows[i] = i
	}
	slices.SortFunc(rows, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	var wins, losses, pairs float64
	for from := 0; from < len(rows); {
		var w, l float64
		to := from
		for ; to < len(rows) && p[rows[to]] == p[rows[from]]; to++ {
			w += won[rows[to]]
			l += 1 - won[rows[to]]
		}
		pairs += w * (losses + l/2)
		wins, losses, from = wins+w, losses+l, to
	}
	return pairs / (wins * losses)
}

// HeldOut returns for each row the FLIC probability from a fit without its group, such as its market: what the
// regression would have said of a market it had not seen. It fails if there are fewer than two groups, or if what
// remains without one cannot be fitted; the error names the group.
//
// Do not take an AUC of held-out probabilities: pooled over folds it is biased against models that shrink
// (Geroldinger and others 2023). Log loss and Brier score hardly are.
func (d Design) HeldOut(groups []string) ([]float64, error) {
	return d.heldOut(groups, func(train func(int) bool) (func(int) float64, error) {
		fit, err := estimate(d.where(train), firth)
		if err != nil {
			return nil, err
		}
		return func(i int) float64 { return logistic(dot(d.row(i), fit.FLIC) + d.offset(i)) }, nil
	})
}

// HeldOutRate returns for each row the base rate (wins + ½) / (n + 1) of the other groups: the forecast that a model
// must beat. It fails as HeldOut does.
func (d Design) HeldOutRate(groups []string) ([]float64, error) {
	return d.HeldOutRule(groups, make([]bool, len(d.Won)))
}

// HeldOutRule returns for each row the rate (wins + ½) / (n + 1) of those races of the other groups for which the
// rule says the same as for this one. A rule such as "the bigger network wins" thus gets the probability that it has
// earned, never 0 or 1. It fails as HeldOut does.
func (d Design) HeldOutRule(groups []string, rule []bool) ([]float64, error) {
	if len(rule) != len(d.Won) {
		return nil, fmt.Errorf("held out: the rule speaks of %d rows, the design has %d: give one verdict each", len(rule), len(d.Won))
	}
	return d.heldOut(groups, func(train func(int) bool) (func(int) float64, error) {
		return func(i int) float64 {
			n, won := d.where(func(k int) bool { return train(k) && rule[k] == rule[i] }).counts()
			return (won + 0.5) / (n + 1)
		}, nil
	})
}

// heldOut predicts each group, in alphabetical order, by what fit makes of the rows of the others.
func (d Design) heldOut(groups []string, fit func(train func(row int) bool) (func(row int) float64, error)) ([]float64, error) {
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("held out: %w", err)
	}
	folds := Resampling{Clusters: groups}
	if _, err := folds.check(len(d.Won)); err != nil {
		return nil, fmt.Errorf("held out: groups: %w", err)
	}
	p := make([]float64, len(d.Won))
	for _, group := range folds.sorted() {
		predict, err := fit(func(row int) bool { return groups[row] != group })
		if err != nil {
			return nil, fmt.Errorf("held out: without %q: %w", group, err)
		}
		for i := range p {
			if groups[i] == group {
				p[i] = predict(i)
			}
		}
	}
	return p, nil
}

func (d Design) offset(i int) float64 {
	if d.Offset == nil {
		return 0
	}
	return d.Offset[i]
}
