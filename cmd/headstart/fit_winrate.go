package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"headstart/models/winrate"
	"headstart/reports/chart"
	"headstart/stored"
)

// winrateCall is what fit winrate is asked for.
type winrateCall struct {
	fitCall
	Outcome, Offset, Cluster, Predict string
	Covariates, Nested                []string
	Calibration                       int
}

func (c *winrateCall) check() (columns, terms []string, err error) {
	columns, err = fitColumns(c.Covariates, 1, "--outcome", c.Outcome, "--weights", c.Weights, "--offset", c.Offset)
	return append(columns, given(c.Cluster)...), slices.Concat(c.Covariates, c.Nested), err
}

// fit fits the outcome to the covariates.
func (c *winrateCall) fit(ctx context.Context, file *stored.File) (*fitting, error) {
	x, err := file.Covariates(c.Covariates, c.Reference)
	if err != nil {
		return nil, err
	}
	d := winrate.Design{Names: x.Names, X: x.Rows(), Won: cells(&err, file.Outcomes, c.Outcome), Weight: cells(&err, file.Weights, c.Weights),
		Offset: cells(&err, file.Numbers, c.Offset)}
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(d.Offset, func(o float64) bool { return math.Abs(o) > 700 }); i >= 0 {
		return nil, fmt.Errorf("%s: column %q is %v, and log odds lie from -700 to 700; is it the right column?", file.Where(i), c.Offset, d.Offset[i])
	}
	if n, p := len(d.Won), len(x.Names)+1; n < p {
		return nil, fmt.Errorf("%s has too few rows: %d for %d coefficients; leave covariates out, or add rows", c.Name(), n, p)
	}
	r, err := winrate.Fit(d)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", c.Name(), strings.TrimPrefix(err.Error(), "fit: "))
	}
	a := &winrateAnswer{Regression: r, call: c, covariates: x}
	a.addCoefficients()
	for _, step := range []func(context.Context, *stored.File) error{a.addNested, a.addClusters, a.addPredictions} {
		if err := step(ctx, file); err != nil {
			return nil, err
		}
	}
	return a.finish(), nil
}

// winrateAnswer is what fit winrate found.
type winrateAnswer struct {
	*winrate.Regression
	fitting
	call       *winrateCall
	covariates *stored.Covariates
}

// put adds an estimate.
func (a *winrateAnswer) put(part, name string, e winrate.Estimate) *estimate {
	row := a.add(part, "", name, e.Value, e.SE, e.Lower, e.Upper)
	row.n = a.N
	return row
}

// uncertified says of what is not printed why.
const uncertified = "what is not certified is not given"

func (a *winrateAnswer) addCoefficients() {
	level := a.call.Level
	a.warnings = append([]string{}, a.Warnings...)
	for _, k := range a.Coefficients(level) {
		e := a.put("coefficient", k.Name, k.Estimate)
		e.p = k.P
		if k.Doubt != nil && a.Converged {
			a.warn("%q: "+uncertified+": %v", k.Name, k.Doubt)
		}
	}
	a.facts = named("n", a.N, "events", a.Events, "level", level, "coefficients",
		listed(a.estimates, "coefficient", testedKeys+" odds_ratio=exp:value odds_ratio_lower=exp:lower odds_ratio_upper=exp:upper"),
		"references", a.covariates.References)
	if len(a.Names) == 1 && a.Converged {
		e, _ := a.Predict(nil, 0, level) // what is not certified was said of the intercept
		a.facts.add("rate", a.put("rate", "rate", e).object(plainKeys))
	}
	a.facts.add("loglik_penalized", a.LogLik, "loglik_penalized_null", a.NullLogLik, "separation", a.Separated)
}

// addNested compares the regression with the one without some covariates.
func (a *winrateAnswer) addNested(_ context.Context, file *stored.File) error {
	c := a.call
	if c.Nested == nil {
		return nil
	}
	of := map[string]string{}
	for column, group := range c.Reference { // of the columns that the smaller regression has too
		if slices.ContainsFunc(c.Nested, func(term string) bool { return strings.Contains(term, column) }) {
			of[column] = group
		}
	}
	smaller, err := file.Covariates(c.Nested, of)
	if err != nil {
		return err
	}
	for _, name := range smaller.Names {
		if !slices.Contains(a.Names, name) {
			return usageError{fmt.Errorf("--nested names %q, which is not among the covariates; the smaller regression has some of them", name)}
		}
	}
	left := slices.DeleteFunc(slices.Clone(a.Names[1:]), func(name string) bool { return slices.Contains(smaller.Names, name) })
	if len(left) == 0 {
		return usageError{errors.New("--nested names every covariate; leave out those that are to be tested")}
	}
	test, err := a.Without(left)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Name(), err)
	}
	a.facts.add("nested", named("without", left, "statistic", test.Statistic, "df", test.DF, "p", test.P))
	return nil
}

// mostBootstrapped is how many rows are resampled, 1,000 times.
const mostBootstrapped = 20000

func (a *winrateAnswer) addClusters(_ context.Context, file *stored.File) error {
	c := a.call
	if c.Cluster == "" {
		return nil
	}
	clusters, err := file.Texts(c.Cluster)
	if err != nil {
		return err
	}
	robust, n, err := a.Clustered(clusters, c.Level)
	if err != nil {
		return fmt.Errorf("%s: column %q: %w", c.Name(), c.Cluster, err)
	}
	for _, k := range robust {
		a.put("clustered", k.Name, k.Estimate).p = k.P
	}
	facts := named("column", c.Cluster, "clusters", n, "coefficients", listed(a.estimates, "clustered", testedKeys))
	if len(clusters) > mostBootstrapped {
		a.warn("no bootstrap of %d rows: it takes at most %d", len(clusters), mostBootstrapped)
	} else {
		draws, err := a.Bootstrap(winrate.Resampling{Clusters: clusters, Seed: 1})
		if err != nil {
			return fmt.Errorf("%s: column %q: %w", c.Name(), c.Cluster, err)
		}
		a.warnings = append(a.warnings, draws.Warnings...)
		for j, e := range a.Percentiles(draws, c.Level) {
			a.put("bootstrap", a.Names[j], e)
		}
		facts.add("bootstrap", listed(a.estimates, "bootstrap", plainKeys))
	}
	a.facts.add("clustered", facts)
	return nil
}

// mostProfiled is how many different predictions have intervals by profile
// likelihood, each of which takes several fits.
const mostProfiled = 500

func (a *winrateAnswer) addPredictions(ctx context.Context, _ *stored.File) error {
	c := a.call
	if c.Predict == "" {
		return nil
	}
	source := stored.Source{Paths: []string{c.Predict}, Stdin: c.Stdin, Decimal: c.Decimal}
	if c.Predict == "-" && slices.Contains(c.Paths, "-") {
		return usageError{fmt.Errorf("standard input (-) is named twice, and can be read once")}
	}
	file, err := source.Read(ctx, given(c.Offset), c.Covariates)
	if err != nil {
		return err
	}
	x, err := a.covariates.Of(file)
	if err != nil {
		return err
	}
	rows, offsets := x.Rows(), make([]float64, file.Rows())
	if rows == nil {
		rows = make([][]float64, file.Rows())
	}
	if c.Offset != "" {
		if offsets, err = file.Numbers(c.Offset); err != nil {
			return err
		}
	}
	different := map[string]winrate.Estimate{}
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i] = fmt.Sprint(row, offsets[i])
		different[keys[i]] = winrate.Estimate{}
	}
	wald := len(different) > mostProfiled || len(different)*int(a.N) > 1e7 || !a.Converged
	switch {
	case !a.Converged: // which is said
	case wald && len(different) == 1:
		a.warn("1 prediction from %.6g rows takes too long for profile likelihood: its interval is log odds ± z × se", a.N)
	case wald:
		a.warn("%d different predictions are too many for profile likelihood: their intervals are log odds ± z × se", len(different))
	}
	for i, row := range rows {
		e := different[keys[i]]
		switch {
		case e.Level > 0:
		case wald:
			e = a.PredictWald(row, offsets[i], c.Level)
		default:
			if e, err = a.Predict(row, offsets[i], c.Level); err != nil {
				a.warn("%s: "+uncertified+": %v", file.Where(i), err)
			}
		}
		different[keys[i]] = e
		a.put("prediction", file.Where(i), e)
	}
	a.facts.add("predictions", listed(a.estimates, "prediction", plainKeys))
	return nil
}

// finish adds what comes last.
func (a *winrateAnswer) finish() *fitting {
	c := a.call
	if c.Calibration > 0 {
		for i, b := range a.Calibration(c.Calibration, c.Level) {
			row := a.put("calibration", strconv.Itoa(i+1), b.Observed)
			row.x, row.n = b.Predicted, b.N
		}
		a.facts.add("calibration", listed(a.estimates, "calibration", plainKeys+" n predicted=x"))
	}
	a.facts.add("warnings", a.warnings)
	a.words = map[string]any{"outcome": c.Outcome}
	a.plot = func() chart.Chart {
		what, words, rows := "odds", "Odds", a.estimates[:1]
		if len(a.Names) > 1 {
			what, words, rows = "odds ratio", "Odds ratio per unit", a.estimates[1:len(a.Names)]
		}
		return forest("Odds of "+c.Outcome, fmt.Sprintf("%s, with %s; Firth's logistic regression, n = %s (%s with outcome 1)",
			words, levelWords(c.Level), rowCount(a.N), rowCount(a.Events)), what, rows)
	}
	if !a.Converged {
		a.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals and no p-values; leave a covariate out, or bring its values to a smaller range", c.Name())
	}
	return &a.fitting
}
