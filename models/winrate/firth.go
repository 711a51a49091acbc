package winrate

import (
	"fmt"
	"math"
	"strings"

	"headstart/models/likelihood"
)

// Regression is a Firth-penalized logistic regression: the log odds that the first mover wins are b0 + b1 x1 + ….
//
// The penalty keeps every estimate finite, also where the outcome is split exactly (Heinze and Schemper 2002, "A
// solution to the problem of separation in logistic regression", Statistics in Medicine 21), but draws probabilities
// towards one half. FLIC undoes that: it keeps the slopes and refits the intercept by maximum likelihood, so that the
// mean prediction is the observed rate (Puhr, Heinze, Nold, Lusa and Geroldinger 2017, Statistics in Medicine 36).
// Print probabilities from FLIC, coefficients and their intervals from Firth.
type Regression struct {
	Names      []string  // of the coefficients: (intercept), then the covariates
	Firth      []float64 // penalized estimates
	FLIC       []float64 // the same with the refitted intercept; where all races end alike, those of Firth
	SE         []float64 // of Firth: square roots of the diagonal of (X'WX)^-1
	N, Events  float64   // races, and how many of them the first mover won
	LogLik     float64   // penalized
	NullLogLik float64   // penalized, of the intercept alone
	Separated  bool      // maximum likelihood has no finite estimate
	Converged  bool
	Iterations int
	Warnings   []string // what a reader should know, as sentences without a full stop

	design  Design
	scaling scaling
	model   *logit    // in standardized columns
	beta    []float64 // its maximum
}

// Fit maximizes the penalized likelihood l(b) + ½ ln det I(b).
//
// It fails, and says what to do, if there are no rows, a cell is not finite, an outcome is neither 0 nor 1, a
// covariate never varies or is a combination of others (named), or there are more coefficients than rows. Separation,
// one outcome only, and more slopes than Design.Slopes are warnings.
//
// Source: Firth (1993), "Bias reduction of maximum likelihood estimates", Biometrika 80.
func Fit(d Design) (*Regression, error) {
	r, err := estimate(d, firth)
	if err == nil && !r.model.tame() {
		r, err = estimate(d, firth, likelihood.Starts(len(r.beta), fitStarts)...)
	}
	if err == nil && !r.Converged { // most often because columns are too alike
		err = r.model.collinear(r.Names, 0.01)
	}
	if err != nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	r.describe()
	return r, nil
}

// fitStarts is how many random starts a fit takes beside zeros: the penalized likelihood may have several maxima.
const fitStarts = 3

// estimate returns the estimates only, the highest that zeros and more starts lead to: what a refit inside a loop needs.
func estimate(d Design, penalty float64, more ...[]float64) (*Regression, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	s, err := d.standardize()
	if err != nil {
		return nil, err
	}
	model := newLogit(d, s, penalty)
	if err := model.collinear(d.names(), nearlyNothing); err != nil {
		return nil, err
	}
	r := &Regression{Names: d.names(), design: d, scaling: s, model: model}
	r.N, r.Events = d.counts()
	best := likelihood.Highest(model, nil, append([][]float64{make([]float64, model.p)}, more...)...)
	if math.IsInf(best.Value, -1) {
		return nil, likelihood.Unidentified(fmt.Sprintf("the information of %s is singular: leave a covariate out", likelihood.List(r.Names)))
	}
	r.beta, r.LogLik, r.Iterations, r.Converged = best.B, best.Value, best.Iterations, best.Converged
	r.Firth, r.FLIC = r.report(best.B), r.report(best.B)
	if shift, ok := recalibrate(model, best.B); ok {
		r.FLIC[0] += shift
	}
	for j := range r.Names {
		r.SE = append(r.SE, math.Sqrt(quadratic(model.inv.RawSymmetric().Data, model.p, r.scaling.contrast(unit(model.p, j)))))
	}
	return r, nil
}

// describe adds what is not needed for the estimates: the null model, separation and the warnings.
func (r *Regression) describe() {
	slopes := make([]bool, r.model.p)
	for j := range slopes {
		slopes[j] = j > 0
	}
	r.NullLogLik = likelihood.Maximize(r.model.clone(), make([]float64, r.model.p), slopes, nil).Value
	if !r.Converged {
		r.warn("the fit did not settle in %d steps: the estimates are not to be relied on", r.Iterations)
	}
	switch split := r.separation(); {
	case r.Events == 0 || r.Events == r.N:
		r.Separated = true
		r.warn("every outcome is %d: there is nothing to compare, and the slopes come from the penalty", int(min(r.Events, 1)))
	case split != nil:
		r.Separated = true
		what := likelihood.List(split)
		if strings.Contains(what, `" and "`) {
			what = "a combination of " + what
		}
		r.warn("separation: %s splits the outcomes without overlap, so maximum likelihood has no finite estimate; "+
			"the penalized estimate is finite; rely on its interval rather than on the estimate", what)
	}
	if n, most := len(r.design.Names), r.design.Slopes(); n > most {
		r.warn("%s for %s of the rarer outcome; one per eight would allow %d",
			likelihood.Counted(float64(n), "slope"), likelihood.Counted(min(r.Events, r.N-r.Events), "row"), most)
	}
}

func (r *Regression) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
}

// report takes standardized coefficients to those of the covariates as given.
func (r *Regression) report(beta []float64) []float64 {
	b := make([]float64, len(beta))
	for j := range b {
		c := r.scaling.contrast(unit(len(b), j))
		for k := range c {
			b[j] += c[k] * beta[k]
		}
	}
	return b
}

// recalibrate returns what to add to every log odds for the mean prediction to be the observed rate: the
// maximum-likelihood intercept with the rest as offset. It has no finite value if all races ended alike.
func recalibrate(l *logit, b []float64) (shift float64, ok bool) {
	total, won := 0.0, 0.0
	eta := make([]float64, l.n)
	for i := range l.n {
		total += l.w[i]
		won += l.w[i] * l.y[i]
		eta[i] = l.offset[i] + dot(l.x[i*l.p:(i+1)*l.p], b)
	}
	if won == 0 || won == total {
		return 0, false
	}
	return shiftTo(won, eta, l.w, 0), true
}

// shiftTo returns what to add to all log odds for the weighted sum of their probabilities to be sum, which is above 0 and
// below that of the weights (nil: 1 each), searched for from a guess.
func shiftTo(sum float64, eta, weight []float64, guess float64) float64 {
	// The sum is monotone in the shift, so Newton with a bounded step cannot go astray.
	for range 200 {
		excess, slope := sum, 0.0
		for i, e := range eta {
			w, p := 1.0, logistic(e+guess)
			if weight != nil {
				w = weight[i]
			}
			excess -= w * p
			slope += w * p * (1 - p)
		}
		step := max(-2, min(2, excess/slope))
		guess += step
		if math.Abs(step) < 1e-7 { // the next would be of the size of its square
			break
		}
	}
	return guess
}

// unit returns the j-th of p unit vectors.
func unit(p, j int) []float64 {
	e := make([]float64, p)
	e[j] = 1
	return e
}

// logistic returns 1/(1+exp(-x)).
func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
