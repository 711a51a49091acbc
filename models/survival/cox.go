package survival

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"headstart/models/cluster"
	"headstart/models/likelihood"

	"gonum.org/v1/gonum/stat/distuv"
)

// Covariate is what may make lives longer or shorter: one value per row.
type Covariate struct {
	Name   string
	Values []float64
}

// CoxOptions changes how [Cox] fits; the zero value is what to use by default.
type CoxOptions struct {
	Breslow bool // Breslow's approximation for tied events instead of Efron's, which is closer
	Firth   bool // always penalize, with Breslow's ties; without it, only where a coefficient runs to infinity
	// Clusters names the cluster of each row: standard errors, intervals and P
	// hold where rows of a cluster depend on each other. With one cluster for
	// each row they are White's. nil: rows are independent. Firth's penalty
	// has none.
	Clusters []string
	Level    float64 // of the intervals; 0 means 0.95
}

// Coefficient is the change in the log hazard per unit of a covariate:
// exp(Value) is the hazard ratio, and its limits are exp of the limits.
type Coefficient struct {
	Name string
	Estimate
	P            float64 // that of the interval: Wald's, or the penalized likelihood ratio's under Firth's penalty
	NaiveSE      float64 // as if rows were independent; SE itself without clusters
	Proportional float64 // of the test that the hazard ratio does not change over time; NaN under Firth's penalty
}

// CoxFit is a fitted proportional-hazards model.
type CoxFit struct {
	N, Events       float64         // lives, and how many of them met the event
	Coefficients    []Coefficient   // in the order of the covariates
	LikelihoodRatio likelihood.Test // of all coefficients together; penalized under Firth's penalty
	Proportional    likelihood.Test // of proportional hazards, all coefficients together
	Concordance     float64         // share of comparable pairs in which the life with the higher hazard ended first, equal hazards counting half; NaN: no pair is comparable
	Firth           bool            // was used, with Breslow's ties
	Warnings        []string        // doubts, each a sentence; may be empty
}

// Cox fits the proportional-hazards model h(t|x) = h₀(t)·exp(βᵀx) by
// maximizing the partial likelihood
//
//	l(β) = Σ [ βᵀx(i) - ln Σ exp(βᵀx(j)) ] over events i, j at risk at i's time
//
// with Efron's treatment of ties, standard errors from the inverse
// information and Wald intervals.
//
// Where the likelihood has no maximum, because everyone who meets the event
// stands at one end of some combination of covariates, or where asked for,
// Firth's penalty ½·ln det I(β) is added with Breslow's ties. It keeps the
// estimates finite and takes off their bias of first order; intervals are then
// those of the profile penalized likelihood and P its ratio test. A warning
// says so.
//
// It is an error if a row is bad, event 1 never happens, a
// value is not finite, a covariate is constant (or is so among those at risk
// when something happens) or is a combination of others.
//
// Sources: Cox (1972); Efron (1977); Breslow (1974); Heinze and Schemper
// (2001) for the penalty; Grambsch and Therneau (1994) for Proportional, as
// the score test with g(t) = 1 - S(t-); Harrell et al. (1982) for
// Concordance. The same as R's coxph, cox.zph and coxphf.
func Cox(s Sample, covariates []Covariate, options CoxOptions) (*CoxFit, error) {
	fit, err := cox(s, covariates, options)
	if err != nil {
		return nil, fmt.Errorf("cox regression: %w", err)
	}
	return fit, nil
}

func cox(s Sample, covariates []Covariate, options CoxOptions) (*CoxFit, error) {
	if options.Level == 0 {
		options.Level = 0.95
	}
	if err := s.check(options.Level); err != nil {
		return nil, err
	}
	if options.Clusters != nil && len(options.Clusters) != len(s.Time) {
		return nil, fmt.Errorf("%d clusters for %d rows: name the cluster of each", len(options.Clusters), len(s.Time))
	}
	if options.Clusters != nil {
		if _, err := cluster.Count(options.Clusters, len(covariates)); err != nil {
			return nil, err
		}
	}
	events, deaths := 0.0, 0
	for i, e := range s.Event {
		if e == 1 {
			events += s.weight(i)
			deaths++
		}
	}
	if deaths == 0 {
		return nil, errors.New("no events: every row is censored, so the hazard cannot be estimated")
	}
	d, err := newDesign(s, covariates)
	if err != nil {
		return nil, err
	}
	m := &model{design: d, breslow: options.Breslow}
	zeros := make([]float64, d.p)
	null := m.evaluate(zeros)
	if err := d.identified(null.info, events); err != nil {
		return nil, err
	}
	fit := &CoxFit{N: s.lives(), Events: events}
	if !options.Firth && deaths <= d.p {
		options.Firth = true
		fit.warn("no more events than coefficients: Firth's penalty is used, with Breslow's ties")
	}
	if events < float64(8*d.p) {
		fit.warn("%s for %s: fewer than 8 each, so single coefficients are unreliable",
			likelihood.Counted(events, "event"), likelihood.Counted(float64(d.p), "coefficient"))
	}
	var best point
	if !options.Firth {
		var runaway []string
		if best, runaway, err = m.maximize(zeros); err != nil {
			return nil, err
		}
		if runaway != nil {
			options.Firth = true
			fit.warn("the estimate for %s runs to infinity: at every event, the covariate is at one extreme of those at risk; Firth's penalty keeps it finite, with Breslow's ties", likelihood.List(runaway))
		}
	}
	if options.Firth {
		m.breslow, m.firth = true, true
		null = m.evaluate(zeros)
		if best, _, err = m.maximize(zeros); err != nil {
			return nil, err
		}
	}
	fit.Firth = m.firth
	fit.LikelihoodRatio = likelihood.ChiSquared(2*(best.value-null.value), d.p)
	fit.Concordance = d.concordance(d.linear(best.beta))
	return fit, m.describe(fit, best, options)
}

// describe fills in the coefficients and what is said about each.
func (m *model) describe(fit *CoxFit, best point, options CoxOptions) error {
	level := options.Level
	cov, err := best.covariance()
	if err != nil {
		return err
	}
	robust := cov
	if options.Clusters != nil && m.firth {
		fit.warn("no robust standard errors under Firth's penalty: the intervals are for independent rows")
	} else if options.Clusters != nil {
		robust = m.clustered(best, cov, options.Clusters)
	}
	var each []likelihood.Test
	if !m.firth {
		each, fit.Proportional = m.proportional(best, cov)
	} else {
		fit.Proportional = likelihood.ChiSquared(math.NaN(), m.p)
	}
	var changing []string
	for j, name := range m.names {
		scale, own := m.scale[j], math.Sqrt(cov.At(j, j))
		se := cluster.SE(robust.At(j, j), own)
		c := Coefficient{Name: name, Proportional: math.NaN(), NaiveSE: own / scale}
		lower, upper := best.beta[j]-z(level)*se, best.beta[j]+z(level)*se
		if m.firth {
			profile := m.profile(best, cov, j)
			fall, err := profile.Fall(0)
			if c.P = likelihood.ChiSquared(fall, 1).P; err != nil {
				fit.warn("no likelihood-ratio test of %q: %v", name, err)
				c.P = math.NaN()
			}
			if lower, upper, err = profile.Interval(distuv.ChiSquared{K: 1}.Quantile(level)); err != nil {
				fit.warn("an end of the interval of %q is not certified and not given: %v", name, err)
			}
		} else {
			c.P = math.Erfc(math.Abs(best.beta[j]) / se / math.Sqrt2)
			c.Proportional = each[j].P
			if c.Proportional < 0.05 {
				changing = append(changing, fmt.Sprintf("%q", name))
			}
		}
		c.Estimate = Estimate{best.beta[j] / scale, se / scale, lower / scale, upper / scale}
		fit.Coefficients = append(fit.Coefficients, c)
	}
	if changing != nil {
		fit.warn("the hazard ratio of %s seems to change over time (p < 0.05): read it as an average", strings.Join(changing, ", "))
	}
	return nil
}

func (f *CoxFit) warn(format string, args ...any) {
	f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...))
}
