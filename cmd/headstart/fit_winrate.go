package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"headstart/models/winrate"
	"headstart/reports/chart"
	"headstart/stored"

	"github.com/spf13/cobra"
)

// winrateCall is what fit winrate is asked for.
type winrateCall struct {
	fitCall
	outcome, offset, cluster, predict string
	covariates, nested                []string
	calibration                       int
}

func newFitWinrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "winrate",
		Short: "fit how an outcome depends on covariates: Firth's logistic regression",
		Long: `Winrate fits the log odds of an outcome of 1 and 0 (or true and false) as a sum
over covariates, by Firth's penalized maximum likelihood. Its estimates stay
finite also where a covariate splits the outcomes without overlap. Without
covariates it estimates one rate.

A covariate is a column of numbers or of groups: C(column) makes groups of
numbers, a:b is a product, and a*b is short for a,b,a:b.

Intervals are those of the profile penalized likelihood, p-values those of the
penalized likelihood-ratio test that a coefficient is 0. An odds ratio is per
unit of the covariate, with the others unchanged. It is an association.
Probabilities (rate, --predict, --calibration) are FLIC's, whose mean is the
observed rate.`,
		Example: `  headstart fit winrate races.csv --outcome won --covariates months,network
  headstart fit winrate races.csv --outcome won --covariates 'months*market' --reference market=CHN --cluster platform
  headstart fit winrate races.csv --outcome won --covariates months --predict new.csv --out odds.parquet`,
	}
	var call winrateCall
	flags := cmd.Flags()
	flags.StringVar(&call.outcome, "outcome", "", "`column` of outcomes: 1 and 0, or true and false")
	flags.StringSliceVar(&call.covariates, "covariates", nil, "`columns` of covariates, separated by commas; C(a), a:b and a*b as above (default: none, one rate)")
	flags.StringVar(&call.offset, "offset", "", "`column` of log odds that are known beforehand")
	flags.StringVar(&call.cluster, "cluster", "", "`column` of clusters: also give errors for rows that depend on each other")
	flags.StringVar(&call.predict, "predict", "", "CSV or Parquet `file` of rows to predict, with the same covariates")
	flags.StringSliceVar(&call.nested, "nested", nil, "also test the regression against the one with these `covariates` only, some of those in --covariates")
	flags.IntVar(&call.calibration, "calibration", 0, "also compare predictions with outcomes, in this number of `bins` of rows")
	flags.StringToStringVar(&call.references, "reference", nil, referenceUsage)
	return fitVerb(cmd, &call.fitCall, call.fit)
}

// fit reads the files and fits the outcome to the covariates.
func (c *winrateCall) fit(ctx context.Context) (*fitting, error) {
	if c.calibration < 0 {
		return nil, usageError{fmt.Errorf("--calibration is %d; ask for a number of bins, such as 10", c.calibration)}
	}
	columns, err := fitColumns(c.covariates, 1, "--outcome", c.outcome, "--weights", c.weights, "--offset", c.offset)
	if err != nil {
		return nil, err
	}
	file, err := c.source.Read(ctx, append(columns, given(c.cluster)...), slices.Concat(c.covariates, c.nested))
	if err != nil {
		return nil, err
	}
	x, err := file.Covariates(c.covariates, c.references)
	if err != nil {
		return nil, err
	}
	d := winrate.Design{Names: x.Names, X: x.Rows()}
	if d.Won, err = file.Outcomes(c.outcome); err != nil {
		return nil, err
	}
	if d.Weight, err = file.Weights(c.weights); err != nil {
		return nil, err
	}
	if c.offset != "" {
		if d.Offset, err = file.Numbers(c.offset); err != nil {
			return nil, err
		}
	}
	if n, p := len(d.Won), len(x.Names)+1; n < p {
		return nil, fmt.Errorf("%s has too few rows: %d for %d coefficients; leave covariates out, or add rows", c.name(), n, p)
	}
	r, err := winrate.Fit(d)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", c.name(), strings.TrimPrefix(err.Error(), "fit: "))
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

// The keys of estimates in the document.
const plainKeys, testedKeys = "name value se lower upper", "name value se lower upper p"

func (a *winrateAnswer) addCoefficients() {
	level := a.call.level
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
	a.facts.add("loglik_penalized", a.LogLik)
	a.facts.add("loglik_penalized_null", a.NullLogLik)
	a.facts.add("separation", a.Separated)
}

// addNested compares the regression with the one without some covariates.
func (a *winrateAnswer) addNested(_ context.Context, file *stored.File) error {
	c := a.call
	if c.nested == nil {
		return nil
	}
	of := map[string]string{}
	for column, group := range c.references { // of the columns that the smaller regression has too
		if slices.ContainsFunc(c.nested, func(term string) bool { return strings.Contains(term, column) }) {
			of[column] = group
		}
	}
	smaller, err := file.Covariates(c.nested, of)
	if err != nil {
		return err
	}
	for _, name := range smaller.Names {
		if !slices.Contains(a.Names, name) {
			return usageError{fmt.Errorf("--nested names %q, which is not among the covariates; the smaller regression has some of them", name)}
		}
	}
	left := slices.DeleteFunc(slices.Clone(a.Names[1:]), func(name string) bool { return slices.Contains(smaller.Names, name) })
	test, err := a.Without(left)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name(), err)
	}
	a.facts.add("nested", named("without", left, "statistic", test.Statistic, "df", test.DF, "p", test.P))
	return nil
}

// mostBootstrapped is how many rows are resampled, 1,000 times.
const mostBootstrapped = 20000

func (a *winrateAnswer) addClusters(_ context.Context, file *stored.File) error {
	c := a.call
	if c.cluster == "" {
		return nil
	}
	clusters, err := file.Texts(c.cluster)
	if err != nil {
		return err
	}
	robust, n, err := a.Clustered(clusters, c.level)
	if err != nil {
		return fmt.Errorf("%s: column %q: %w", c.name(), c.cluster, err)
	}
	for _, k := range robust {
		a.put("clustered", k.Name, k.Estimate).p = k.P
	}
	facts := named("column", c.cluster, "clusters", n, "coefficients", listed(a.estimates, "clustered", testedKeys))
	if len(clusters) > mostBootstrapped {
		a.warn("no bootstrap of %d rows: it takes at most %d", len(clusters), mostBootstrapped)
	} else {
		draws, err := a.Bootstrap(winrate.Resampling{Clusters: clusters, Seed: 1})
		if err != nil {
			return fmt.Errorf("%s: column %q: %w", c.name(), c.cluster, err)
		}
		a.warnings = append(a.warnings, draws.Warnings...)
		for j, e := range a.Percentiles(draws, c.level) {
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
	if c.predict == "" {
		return nil
	}
	source := stored.Source{Paths: []string{c.predict}, Stdin: c.source.Stdin, Decimal: c.source.Decimal}
	if c.predict == "-" && slices.Contains(c.source.Paths, "-") {
		return usageError{fmt.Errorf("standard input (-) is named twice, and can be read once")}
	}
	file, err := source.Read(ctx, given(c.offset), c.covariates)
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
	if c.offset != "" {
		if offsets, err = file.Numbers(c.offset); err != nil {
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
	if wald {
		a.warn("%d different predictions are too many for profile likelihood: their intervals are log odds ± z × se", len(different))
	}
	for i, row := range rows {
		e := different[keys[i]]
		switch {
		case e.Level > 0:
		case wald:
			e = a.PredictWald(row, offsets[i], c.level)
		default:
			if e, err = a.Predict(row, offsets[i], c.level); err != nil {
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
	if c.calibration > 0 {
		for i, b := range a.Calibration(c.calibration, c.level) {
			row := a.put("calibration", strconv.Itoa(i+1), b.Observed)
			row.x, row.n = b.Predicted, b.N
		}
		a.facts.add("calibration", listed(a.estimates, "calibration", plainKeys+" n predicted=x"))
	}
	a.facts.add("warnings", a.warnings)
	a.words = map[string]any{"outcome": c.outcome}
	a.plot = func() chart.Chart {
		what, words, rows := "odds", "Odds", a.estimates[:1]
		if len(a.Names) > 1 {
			what, words, rows = "odds ratio", "Odds ratio per unit", a.estimates[1:len(a.Names)]
		}
		return forest("Odds of "+c.outcome, fmt.Sprintf("%s, with %s; Firth's logistic regression, n = %s, of which %s are 1",
			words, levelWords(c.level), rowCount(a.N), rowCount(a.Events)), what, rows)
	}
	if !a.Converged {
		a.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals and no p-values; leave a covariate out, or bring its values to a smaller range", c.name())
	}
	return &a.fitting
}
