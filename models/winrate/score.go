package winrate

import (
	"fmt"
	"math"
)

// Score judges probabilities against what happened. Lower is better for LogLoss and Brier.
type Score struct {
	LogLoss float64 // mean of -ln of the probability given to what happened, nats; infinite if that was ever 0
	Brier   float64 // mean squared error
}

// Judge returns the scores of the probabilities p, one for each outcome (1 won, 0 lost).
//
// It fails if there are none, their numbers differ, a probability is outside [0, 1] or an outcome is neither 0 nor 1.
//
// Source: Brier (1950), Monthly Weather Review 78.
func Judge(p, won []float64) (Score, error) {
	if len(p) == 0 || len(p) != len(won) {
		return Score{}, fmt.Errorf("judge: %d probabilities for %d outcomes: give one each", len(p), len(won))
	}
	var s Score
	for i, y := range won {
		switch {
		case y != 0 && y != 1:
			return Score{}, fmt.Errorf("judge: row %d: the outcome is %v: it must be 1 (won) or 0 (lost)", i+1, y)
		case !(p[i] >= 0 && p[i] <= 1):
			return Score{}, fmt.Errorf("judge: row %d: the probability is %v: it must lie between 0 and 1", i+1, p[i])
		}
		s.LogLoss += surprise(p[i], y) / float64(len(p))
		s.Brier += (p[i] - y) * (p[i] - y) / float64(len(p))
	}
	return s, nil
}

// surprise returns -ln of the probability given to the outcome y.
func surprise(p, y float64) float64 {
	if y == 1 {
		return -math.Log(p)
	}
	return -math.Log1p(-p)
}

// HeldOut returns for each row the FLIC probability from a fit without its group, such as its market: what the
// regression would have said of a market it had not seen. It fails if there are fewer than two groups, or if what
// remains without one cannot be fitted; the error names the group.
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
