package main

import (
	"context"
	"fmt"
	"io"
	"math"
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
	*fitCall
	outcome, offset, cluster, predict string
	covariates, nested                []string
	calibration                       int
}

func newFitWinrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "winrate",
		Short: "fit how an outcome goes with covariates: Firth's logistic regression",
		Long: `Winrate fits the log odds of an outcome of 1 and 0 (or true and false) as a sum
over covariates, by Firth's penalized maximum likelihood. Its estimates stay
finite also where a covariate splits the outcomes without overlap. Without
covariates it estimates one rate.

A covariate is a column of numbers or of groups: C(column) makes groups of
numbers, a:b is a product, and a*b is short for a,b,a:b.

Intervals are those of the profile penalized likelihood, p-values those of the
penalized likelihood-ratio test that a coefficient is 0. An odds ratio is for
one unit of the covariate more, the others as they are. It is an association.
Probabilities (rate, --predict, --calibration) are FLIC's, whose mean is the
observed rate.`,
		Example: `  headstart fit winrate races.csv --outcome won --covariates months,network
  headstart fit winrate races.csv --outcome won --covariates 'months*market' --reference market=CHN --cluster platform
  headstart fit winrate races.parquet --outcome won --covariates months --predict new.csv --out odds.parquet`,
	}
	var call winrateCall
	flags := cmd.Flags()
	flags.StringVar(&call.outcome, "outcome", "", "`column` of outcomes: 1 and 0, or true and false")
	flags.StringSliceVar(&call.covariates, "covariates", nil, "`columns` of covariates, separated by commas; C(a), a:b and a*b as below (default: none, one rate)")
	flags.StringVar(&call.offset, "offset", "", "`column` of log odds that are known beforehand")
	flags.StringVar(&call.cluster, "cluster", "", "`column` of clusters: also give errors for rows that depend on each other")
	flags.StringVar(&call.predict, "predict", "", "CSV or Parquet `file` of rows to predict, with the same covariates")
	flags.StringSliceVar(&call.nested, "nested", nil, "also test the regression against the one on these `covariates`, some of the others")
	flags.IntVar(&call.calibration, "calibration", 0, "also compare predictions with outcomes in so many `bins` of rows")
	references := referenceFlag(flags)
	return fitVerb(cmd, func(ctx context.Context, common *fitCall) (*fitting, error) {
		call.fitCall = common
		call.references = *references
		if call.calibration < 0 {
			return nil, usageError{fmt.Errorf("--calibration is %d; ask for a number of bins, such as 10", call.calibration)}
		}
		return call.fit(ctx)
	})
}

// fit reads the files and fits the outcome to the covariates.
func (c *winrateCall) fit(ctx context.Context) (*fitting, error) {
	columns, err := fitColumns(c.covariates, append([]namedColumn{{"--outcome", c.outcome}},
		given(namedColumn{"--weights", c.weights}, namedColumn{"--offset", c.offset})...)...)
	if err != nil {
		return nil, err
	}
	columns = append(columns, slices.DeleteFunc([]string{c.cluster}, func(name string) bool { return name == "" })...)
	file, err := c.source.Read(ctx, columns, slices.Concat(c.covariates, c.nested))
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
	a := &winrateAnswer{call: c, fit: r, references: x}
	for _, step := range []func(context.Context, *stored.File, *winrateAnswer) error{c.addCoefficients, c.addNested, c.addClusters, c.addPredictions} {
		if err := step(ctx, file, a); err != nil {
			return nil, err
		}
	}
	if c.calibration > 0 {
		for _, b := range r.Calibration(c.calibration, c.level) {
			e := newEstimate(strconv.Itoa(len(a.Calibration)+1), b.Observed)
			a.Calibration = append(a.Calibration, calibrationBin{e, b.N, jsonNumber(b.Predicted)})
			a.addRow("calibration", e, b.N)
		}
	}
	return a.fitting(), nil
}

// newEstimate is an estimate of winrate as it is printed.
func newEstimate(name string, e winrate.Estimate) jsonEstimate {
	return jsonEstimate{name, jsonNumber(e.Value), jsonNumber(e.SE), jsonNumber(e.Lower), jsonNumber(e.Upper)}
}

func (c *winrateCall) addCoefficients(_ context.Context, _ *stored.File, a *winrateAnswer) error {
	r := a.fit
	a.N, a.Events, a.Level, a.References, a.Separation = jsonNumber(r.N), jsonNumber(r.Events), c.level, a.references.References, r.Separated
	a.LogLik, a.NullLogLik, a.Warnings = jsonNumber(r.LogLik), jsonNumber(r.NullLogLik), append([]string{}, r.Warnings...)
	for i, k := range r.Coefficients(c.level) {
		e := newEstimate(k.Name, k.Estimate)
		a.Coefficients = append(a.Coefficients, oddsEstimate{testedEstimate{e, jsonNumber(k.P)},
			jsonNumber(math.Exp(k.Value)), jsonNumber(math.Exp(k.Lower)), jsonNumber(math.Exp(k.Upper))})
		a.ratios = append(a.ratios, ratioRow{e, k.P, i == 0}) // the intercept compares with nothing
		a.addRow("coefficient", e, r.N).p = k.P
		if k.Doubt != nil && r.Converged {
			a.Warnings = append(a.Warnings, fmt.Sprintf("%q: what is not certified is not given: %v", k.Name, k.Doubt))
		}
	}
	if len(r.Names) == 1 && r.Converged {
		e, _ := r.Predict(nil, 0, c.level) // what is not certified was said of the intercept
		rate := newEstimate("rate", e)
		a.Rate = &rate
		a.addRow("rate", rate, r.N)
	}
	return nil
}

func (c *winrateCall) addNested(_ context.Context, file *stored.File, a *winrateAnswer) error {
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
	var left []string
	for _, name := range a.fit.Names[1:] {
		if !slices.Contains(smaller.Names, name) {
			left = append(left, name)
		}
	}
	for _, name := range smaller.Names {
		if !slices.Contains(a.fit.Names, name) {
			return usageError{fmt.Errorf("--nested names %q, which is not among the covariates; the smaller regression has some of them", name)}
		}
	}
	test, err := a.fit.Without(left)
	if err != nil {
		return fmt.Errorf("%s: %w", c.name(), err)
	}
	a.Nested = &nestedTest{left, jsonNumber(test.Statistic), test.DF, jsonNumber(test.P)}
	return nil
}

// mostBootstrapped is how many rows are resampled, 1,000 times.
const mostBootstrapped = 20000

func (c *winrateCall) addClusters(_ context.Context, file *stored.File, a *winrateAnswer) error {
	if c.cluster == "" {
		return nil
	}
	clusters, err := file.Texts(c.cluster)
	if err != nil {
		return err
	}
	robust, n, err := a.fit.Clustered(clusters, c.level)
	if err != nil {
		return fmt.Errorf("%s: column %q: %w", c.name(), c.cluster, err)
	}
	a.Clustered = &clustered{Column: c.cluster, Clusters: n}
	for _, k := range robust {
		e := newEstimate(k.Name, k.Estimate)
		a.Clustered.Coefficients = append(a.Clustered.Coefficients, testedEstimate{e, jsonNumber(k.P)})
		a.addRow("clustered", e, a.fit.N).p = k.P
	}
	if len(clusters) > mostBootstrapped {
		a.Warnings = append(a.Warnings, fmt.Sprintf("no bootstrap of %d rows: it takes at most %d", len(clusters), mostBootstrapped))
		return nil
	}
	draws, err := a.fit.Bootstrap(winrate.Resampling{Clusters: clusters, Seed: 1})
	if err != nil {
		return fmt.Errorf("%s: column %q: %w", c.name(), c.cluster, err)
	}
	a.Warnings = append(a.Warnings, draws.Warnings...)
	for j, e := range a.fit.Percentiles(draws, c.level) {
		a.Clustered.Bootstrap = append(a.Clustered.Bootstrap, newEstimate(a.fit.Names[j], e))
		a.addRow("bootstrap", a.Clustered.Bootstrap[j], a.fit.N)
	}
	return nil
}

// mostProfiled is how many different predictions have intervals by profile
// likelihood, each of which takes several fits.
const mostProfiled = 500

func (c *winrateCall) addPredictions(ctx context.Context, _ *stored.File, a *winrateAnswer) error {
	if c.predict == "" {
		return nil
	}
	source := stored.Source{Paths: []string{c.predict}, Stdin: c.source.Stdin, Decimal: c.source.Decimal}
	if c.predict == "-" && slices.Contains(c.source.Paths, "-") {
		return usageError{fmt.Errorf("standard input (-) is named twice, and can be read once")}
	}
	file, err := source.Read(ctx, slices.DeleteFunc([]string{c.offset}, func(name string) bool { return name == "" }), c.covariates)
	if err != nil {
		return err
	}
	x, err := a.references.Of(file)
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
	wald := len(different) > mostProfiled || len(different)*int(a.fit.N) > 1e7 || !a.fit.Converged
	if wald {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%d different predictions are too many for profile likelihood: their intervals are log odds ± z × se", len(different)))
	}
	for i, row := range rows {
		e, known := different[keys[i]]
		switch {
		case known && e.Level > 0:
		case wald:
			e = a.fit.PredictWald(row, offsets[i], c.level)
		default:
			if e, err = a.fit.Predict(row, offsets[i], c.level); err != nil {
				a.Warnings = append(a.Warnings, fmt.Sprintf("%s: what is not certified is not given: %v", file.Where(i), err))
			}
		}
		different[keys[i]] = e
		a.Predictions = append(a.Predictions, newEstimate(file.Where(i), e))
		a.addRow("prediction", a.Predictions[i], a.fit.N)
	}
	return nil
}

// forest draws the odds ratios.
func (a *winrateAnswer) forest() chart.Chart {
	what, words := "odds ratio", "Odds ratio for one unit more"
	if len(a.ratios) == 1 {
		what, words = "odds", "Odds"
	}
	return forest("Odds of "+a.call.outcome, fmt.Sprintf("%s, with %s; Firth's logistic regression, n = %s, of which %s are 1",
		words, levelWords(a.call.level), rowCount(a.fit.N), rowCount(a.fit.Events)), what, a.ratios)
}

func (a *winrateAnswer) fitting() *fitting {
	f := &fitting{warnings: a.Warnings, document: a, print: a.print, rows: a.rows, plot: a.forest}
	if !a.fit.Converged {
		f.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals and no p-values; leave a covariate out, or bring its values to a smaller range", a.call.name())
	}
	return f
}

// print prints the answer for people.
func (a *winrateAnswer) print(w io.Writer) error {
	c, r := a.call, a.fit
	fmt.Fprintf(w, "Firth's logistic regression of %s: n = %s, of which %s are 1\n\n", cell(c.outcome), rowCount(r.N), rowCount(r.Events))
	if a.Rate != nil {
		fmt.Fprintf(w, "Rate %s (%s %s)\n\n", figure(float64(a.Rate.Value)), levelWords(c.level), interval(float64(a.Rate.Lower), float64(a.Rate.Upper)))
	}
	if err := printRatios(w, a.ratios, c.level, r.Converged, "coefficient", "value", "odds ratio"); err != nil {
		return err
	}
	fmt.Fprintf(w, `
Values are log odds; an odds ratio is for one unit more. Intervals: profile
penalized likelihood; p: penalized likelihood-ratio test of 0.
Penalized log likelihood %s; with the intercept alone %s.
`, figure(r.LogLik), figure(r.NullLogLik))
	for _, words := range referenceWords(a.references) {
		fmt.Fprintln(w, words)
	}
	if t := a.Nested; t != nil {
		fmt.Fprintf(w, "Without %s: penalized likelihood ratio %s, %d degrees of freedom, p %s.\n", cell(strings.Join(t.Without, ", ")), figure(float64(t.Statistic)), t.DF, pValue(float64(t.P)))
	}
	var tables [][][]string
	if k := a.Clustered; k != nil {
		table := [][]string{{"by " + k.Column, "robust se", levelWords(c.level), "p"}}
		for j, e := range k.Coefficients {
			table = append(table, []string{e.Name, figure(float64(e.SE)), interval(float64(e.Lower), float64(e.Upper)), pValue(float64(e.P))})
			if k.Bootstrap != nil {
				b := k.Bootstrap[j]
				table[j+1] = append(table[j+1], interval(float64(b.Lower), float64(b.Upper)))
			}
		}
		if k.Bootstrap != nil {
			table[0] = append(table[0], "bootstrap")
		}
		tables = append(tables, table)
	}
	if a.Calibration != nil {
		table := [][]string{{"bin", "n", "predicted", "observed", levelWords(c.level)}}
		for _, b := range a.Calibration {
			table = append(table, []string{b.Name, rowCount(b.N), figure(float64(b.Predicted)), figure(float64(b.Value)), interval(float64(b.Lower), float64(b.Upper))})
		}
		tables = append(tables, table)
	}
	if a.Predictions != nil {
		table := [][]string{{"row", "probability", levelWords(c.level)}}
		for _, e := range a.Predictions[:min(len(a.Predictions), shownPredictions)] {
			table = append(table, []string{e.Name, figure(float64(e.Value)), interval(float64(e.Lower), float64(e.Upper))})
		}
		tables = append(tables, table)
	}
	for _, table := range tables {
		fmt.Fprintln(w)
		if err := printAligned(w, table); err != nil {
			return err
		}
	}
	if more := len(a.Predictions) - shownPredictions; more > 0 {
		fmt.Fprintf(w, "(%d more rows; --json and --out have them all)\n", more)
	}
	return nil
}

const shownPredictions = 50
