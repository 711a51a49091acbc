// Package curve fits growth curves: the logistic, the Gompertz, Richards' and
// Bass's, by nonlinear least squares.
//
//   - [Fit] gives the estimates with their intervals,
//   - [Estimate] a logistic or Gompertz alone, many times as fast,
//   - [Run] fits the series of the database.
//
// The ceiling is what such fits are read for, and what they know least about:
// before the inflection hardly anything (Van den Bulte and Lilien 1997). Its
// interval is by profile likelihood, and is not bounded above where the data
// do not bound it.
package curve

import (
	"math"
	"slices"
)

// Options of a fit. The zero value is the default.
type Options struct {
	Model Model   // empty: Auto
	Level float64 // of the intervals; 0: 0.95
	// Log and Time say what the errors are in: ln y, or the x at which a given
	// y is reached, as of milestones announced when they are reached; a y that
	// was reached before then says no more than that. Neither: y itself. Both
	// of them need y above 0.
	Log, Time bool
	// Intervals says how many of the parameters, the first of them, have an
	// interval, since each takes time; 0: all.
	Intervals int
	// AtLeast says which y are lower bounds, "more than a million", and AtMost
	// which are upper bounds; nil: none. They count as censored, with normal errors.
	AtLeast, AtMost []bool
	// Weights multiply the squares, each above 0; nil: all 1. The error of a
	// figure of weight 1 is what Predict tells of.
	Weights []float64
	// Lower adds a parameter c, the level from which a sigmoid rises.
	Lower bool
	// Fix gives parameters, by their names, a value that is not estimated.
	Fix map[string]float64
	// Widen allows for serial correlation: all standard errors and intervals
	// are as for errors that are √((1+ρ)/(1-ρ)) as large, ρ being the lag-1
	// autocorrelation of the residuals where that is positive.
	Widen bool
}

func (o Options) level() float64 {
	if o.Level == 0 {
		return 0.95
	}
	return o.Level
}

// Parameter is an estimate. Lower and Upper are its profile-likelihood interval,
// which stays in the range of the parameter: an end that the data do not bound is
// 0 or infinite. NaN does not exist.
type Parameter struct {
	Name                    string
	Value, SE, Lower, Upper float64
	Fixed                   bool // given, not estimated
}

// Fitted is a fitted curve.
type Fitted struct {
	Model Model // never Auto; Gompertz where Richards' curve collapsed onto it
	// Parameters are K, r, t0 and ν ("nu"), or m, p, q of Bass.
	Parameters []Parameter
	// RSS is the sum of squared residuals of the response: y, ln y or x. Lower
	// bounds do not count.
	RSS float64
	// AICc is n·ln(RSS/n) + 2k + 2k(k+1)/(n-k-1), k counting the parameters
	// and the size of the errors; with lower bounds -2 ln L takes the place of
	// the first term, on the same scale. It compares fits of the same response,
	// and is NaN where n ≤ k+1.
	AICc float64
	// Autocorrelation is Σ e[i]·e[i-1] / Σ e[i]² of the residuals in their
	// order, without lower bounds.
	Autocorrelation float64
	Widening        float64 // by which Widen widens, at least 1
	N               int     // figures, bounds included
	Censored        int     // bounds
	Level           float64 // of the intervals
	Converged       bool
	Warnings        []string

	sample     *sample
	theta      []float64
	covariance []float64 // of theta, row by row; nil: not known
	df         float64   // degrees of freedom
	noise      float64   // standard deviation of an error, in the response
	widened    float64   // Widening if that was asked for, else 1
	reach      float64   // standard errors that an interval reaches to each side
	endless    bool      // no finite ceiling
	rivals     []Rival   // nil: not fitted yet
}

// Fit fits a growth curve to y at x, which must ascend. With intervals it
// takes tens of microseconds to a few milliseconds.
//
// Bass's curve is fitted to adopters per period (Srinivasan and Mason 1986),
// and needs x at even steps: the first row is period 1, launch being at its
// beginning.
//
// An error is a *likelihood.RowError: fewer than two rows more than parameters, y that is
// constant, negative or does not grow, or x that does not ascend.
func Fit(x, y []float64, opt Options) (*Fitted, error) {
	if err := check(x, y, opt); err != nil {
		return nil, err
	}
	switch opt.Model {
	case Bass:
		return fitBass(x, y, opt)
	case Logistic, Gompertz:
		return fitSigmoid(newSample(x, y, opt), opt.Model, opt)
	case Richards:
		return fitRichards(newSample(x, y, opt), opt)
	case Auto, "":
		logistic, err := fitSigmoid(newSample(x, y, opt), Logistic, opt)
		if err != nil {
			return nil, err
		}
		gompertz, err := fitSigmoid(newSample(x, y, opt), Gompertz, opt)
		if err != nil {
			return nil, err
		}
		if gompertz.better(logistic) {
			return gompertz, nil
		}
		return logistic, nil
	}
	return nil, wrong(-1, "there is no model %q: choose logistic, gompertz, bass, richards or auto", opt.Model)
}

// better says whether f is to be preferred to other, both of the same data.
func (f *Fitted) better(other *Fitted) bool {
	if math.IsNaN(f.AICc) || math.IsNaN(other.AICc) {
		return f.RSS < other.RSS
	}
	return f.AICc < other.AICc
}

// fitSigmoid fits the logistic or the Gompertz.
func fitSigmoid(s *sample, m Model, opt Options) (*Fitted, error) {
	q, best, err := s.minimum(m)
	if err != nil {
		return nil, err
	}
	return s.fitted(m, q, best, opt), nil
}

// minimum returns the sum of squares of the logistic or the Gompertz, and where
// it is smallest.
func (s *sample) minimum(m Model) (*squares, optimum, error) {
	if err := s.enough(m); err != nil {
		return nil, optimum{}, err
	}
	q := s.sigmoid(m)
	best := s.locate(q, func() [][]float64 { return s.starts(m, q) })
	if best.theta[atR] > s.lnSteepest() {
		if q.fixed.has(atR) {
			return nil, best, wrong(-1, "r is fixed at %v, with which the curve jumps from one level to another between two rows: give a smaller number", s.fixed["r"])
		}
		return nil, best, wrong(-1, "y jumps from one level to another between two rows: its growth rate cannot be estimated")
	}
	return q, best, nil
}

// locate finds the minimum of a sigmoid, first without regard to which figures
// are lower bounds.
func (s *sample) locate(q *squares, starts func() [][]float64) optimum {
	bound := s.bound
	s.bound = nil
	best := s.search(q, starts())
	if s.bound = bound; bound == nil || !best.settled {
		return best
	}
	sigma := math.Sqrt(best.sum / float64(len(s.x)-len(q.free(none))))
	best = s.likeliest(q, best, sigma)
	if best.held == none && !q.fixed.has(atK) && !(best.theta[atK] < lnHighest) {
		best.theta[atK], best.held = lnHighest, only(atK)
		best = s.likeliest(q, best, sigma)
	}
	return best
}

// likeliest tries smaller and smaller errors to begin with, as bounds taken for
// figures have made them too large.
func (s *sample) likeliest(q *squares, from optimum, sigma float64) (best optimum) {
	for _, share := range []float64{0.2, 1, 0.04} {
		best = from
		best.theta = slices.Clone(from.theta)
		q.caution = bold
		if best.sum, best.settled = s.likely(q, best.theta, best.held, share*sigma); best.settled || q.astray(best.theta, none) {
			break
		}
	}
	return best
}
