package winrate

import (
	"errors"
	"fmt"
	"math"
)

// ErrTooFew says that there are too few races, or groups of them, for what was asked.
var ErrTooFew = errors.New("too few races")

// HeldOut returns for each row the FLIC probability from a fit without its group, such as its market: what the
// regression would have said of a market it had not seen. It fails with ErrTooFew if there are fewer than two groups, or
// if what remains without one cannot be fitted; the error names the group.
//
// Do not take an AUC of held-out probabilities: pooled over folds it is biased against models that shrink
// (Geroldinger and others 2023). Log loss and Brier score hardly are.
func (d Design) HeldOut(groups []string) ([]float64, error) {
	if len(d.Won) <= len(d.Names)+1 {
		return nil, fmt.Errorf("held out: %w", ErrTooFew)
	}
	if err := d.check(); err != nil {
		return nil, fmt.Errorf("held out: %w", err)
	}
	folds := Resampling{Clusters: groups}
	if _, err := folds.check(len(d.Won)); err != nil {
		return nil, fmt.Errorf("held out: %w: groups: %w", ErrTooFew, err)
	}
	p := make([]float64, len(d.Won))
	for _, group := range folds.sorted() {
		fit, err := estimate(d.where(func(row int) bool { return groups[row] != group }), firth)
		if err != nil {
			return nil, fmt.Errorf("held out: %w: without %q: %w", ErrTooFew, group, err)
		}
		for i := range p {
			if groups[i] == group {
				p[i] = logistic(dot(d.row(i), fit.FLIC) + d.offset(i))
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

// CalibrationLine returns the maximum-likelihood intercept and slope of a design with one covariate. Both are NaN where
// there is no finite maximum: a covariate that never varies, outcomes of one kind, or a split without overlap.
func CalibrationLine(d Design) (intercept, slope float64) {
	if fit, err := estimate(d, 0); err == nil && fit.Converged && fit.separation() == nil {
		return fit.Firth[0], fit.Firth[1]
	}
	return math.NaN(), math.NaN()
}
