package main

import (
	"context"
	"fmt"
	"io"
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
	file, err := c.source.Read(ctx, append(columns, names(c.cluster)...), slices.Concat(c.covariates, c.nested))
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
	a := &winrateAnswer{call: c, Regression: r, references: x, said: append([]string{}, r.Warnings...)}
	a.addCoefficients()
	for _, step := range []func(context.Context, *stored.File) error{a.addNested, a.addClusters, a.addPredictions} {
		if err := step(ctx, file); err != nil {
			return nil, err
		}
	}
	if c.calibration > 0 {
		for i, b := range r.Calibration(c.calibration, c.level) {
			row := a.add("calibration", strconv.Itoa(i+1), b.Observed)
			row.x, row.n = b.Predicted, b.N
		}
	}
	return a.fitting(), nil
}

// winrateAnswer is what fit winrate found.
type winrateAnswer struct {
	*winrate.Regression
	call       *winrateCall
	references *stored.Covariates
	rows       []estimate
	said       []string // warnings
	nested     *nestedTest
	clusters   int
}

// nestedTest compares the regression with the one without some covariates.
type nestedTest struct {
	without []string
	winrate.Comparison
}

// add adds an estimate and returns it, so that more can be said.
func (a *winrateAnswer) add(part, name string, e winrate.Estimate) *estimate {
	row := newEstimate(part, "", name, e.Value, e.SE, e.Lower, e.Upper)
	row.n = a.N
	a.rows = append(a.rows, row)
	return &a.rows[len(a.rows)-1]
}

// of returns the estimates of a part.
func (a *winrateAnswer) of(part string) (rows []estimate) {
	for _, e := range a.rows {
		if e.part == part {
			rows = append(rows, e)
		}
	}
	return rows
}

func (a *winrateAnswer) warn(format string, args ...any) {
	a.said = append(a.said, fmt.Sprintf(format, args...))
}

// uncertified says of what is not printed why.
const uncertified = "what is not certified is not given"

func (a *winrateAnswer) addCoefficients() {
	for _, k := range a.Coefficients(a.call.level) {
		a.add("coefficient", k.Name, k.Estimate).p = k.P
		if k.Doubt != nil && a.Converged {
			a.warn("%q: "+uncertified+": %v", k.Name, k.Doubt)
		}
	}
	if len(a.Names) == 1 && a.Converged {
		e, _ := a.Predict(nil, 0, a.call.level) // what is not certified was said of the intercept
		a.add("rate", "rate", e)
	}
}

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
	a.nested = &nestedTest{left, test}
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
	a.clusters = n
	for _, k := range robust {
		a.add("clustered", k.Name, k.Estimate).p = k.P
	}
	if len(clusters) > mostBootstrapped {
		a.warn("no bootstrap of %d rows: it takes at most %d", len(clusters), mostBootstrapped)
		return nil
	}
	draws, err := a.Bootstrap(winrate.Resampling{Clusters: clusters, Seed: 1})
	if err != nil {
		return fmt.Errorf("%s: column %q: %w", c.name(), c.cluster, err)
	}
	a.said = append(a.said, draws.Warnings...)
	for j, e := range a.Percentiles(draws, c.level) {
		a.add("bootstrap", a.Names[j], e)
	}
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
	file, err := source.Read(ctx, names(c.offset), c.covariates)
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
		a.add("prediction", file.Where(i), e)
	}
	return nil
}

// forest draws the odds ratios, and the odds where there is one rate only.
func (a *winrateAnswer) forest() chart.Chart {
	what, words, rows := "odds ratio", "Odds ratio per unit", a.of("coefficient")
	if len(rows) == 1 {
		what, words = "odds", "Odds"
	} else {
		rows = rows[1:]
	}
	return forest("Odds of "+a.call.outcome, fmt.Sprintf("%s, with %s; Firth's logistic regression, n = %s, of which %s are 1",
		words, levelWords(a.call.level), rowCount(a.N), rowCount(a.Events)), what, rows)
}

func (a *winrateAnswer) fitting() *fitting {
	f := &fitting{warnings: a.said, document: a.document, print: a.print, rows: func() []estimate { return a.rows }, plot: a.forest}
	if !a.Converged {
		f.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals and no p-values; leave a covariate out, or bring its values to a smaller range", a.call.name())
	}
	return f
}

// document is that of --json, on whose shape others depend.
func (a *winrateAnswer) document() any {
	plain := []string{"name", "value", "se", "lower", "upper"}
	tested := append(plain[:5:5], "p")
	d := named("n", a.N, "events", a.Events, "level", a.call.level, "coefficients",
		objects(a.of("coefficient"), append(tested, "odds_ratio=exp value", "odds_ratio_lower=exp lower", "odds_ratio_upper=exp upper")...),
		"references", a.references.References)
	for _, e := range a.of("rate") {
		d.add("rate", e.object(plain...))
	}
	d.add("loglik_penalized", a.LogLik)
	d.add("loglik_penalized_null", a.NullLogLik)
	d.add("separation", a.Separated)
	if t := a.nested; t != nil {
		d.add("nested", named("without", t.without, "statistic", t.Statistic, "df", t.DF, "p", t.P))
	}
	if rows := a.of("clustered"); rows != nil {
		k := named("column", a.call.cluster, "clusters", a.clusters, "coefficients", objects(rows, tested...))
		if rows := a.of("bootstrap"); rows != nil {
			k.add("bootstrap", objects(rows, plain...))
		}
		d.add("clustered", k)
	}
	if rows := a.of("calibration"); rows != nil {
		d.add("calibration", objects(rows, append(plain[:5:5], "n", "predicted=x")...))
	}
	if rows := a.of("prediction"); rows != nil {
		d.add("predictions", objects(rows, plain...))
	}
	d.add("warnings", a.said)
	return d
}

// print prints the answer for people.
func (a *winrateAnswer) print(w io.Writer) error {
	c := a.call
	fmt.Fprintf(w, "Firth's logistic regression of %s: n = %s, of which %s are 1\n\n", cell(c.outcome), rowCount(a.N), rowCount(a.Events))
	for _, e := range a.of("rate") {
		fmt.Fprintf(w, "Rate %s (%s %s)\n\n", figure(e.value), levelWords(c.level), interval(e.lower, e.upper))
	}
	if err := printRatios(w, a.of("coefficient"), 1, c.level, a.Converged, "coefficient", "value", "odds ratio"); err != nil {
		return err
	}
	fmt.Fprintf(w, `
Values are log odds; an odds ratio is per unit. Intervals: profile
penalized likelihood; p: penalized likelihood-ratio test of 0.
Penalized log likelihood %s; with the intercept alone %s.
`, figure(a.LogLik), figure(a.NullLogLik))
	for _, words := range referenceWords(a.references) {
		fmt.Fprintln(w, words)
	}
	if t := a.nested; t != nil {
		fmt.Fprintf(w, "Without %s: penalized likelihood ratio %s, %d degrees of freedom, p %s.\n", cell(strings.Join(t.without, ", ")), figure(t.Statistic), t.DF, pValue(t.P))
	}
	var clustered, calibration, predictions [][]string
	bootstrap := a.of("bootstrap")
	for j, e := range a.of("clustered") {
		if j == 0 {
			clustered = [][]string{{"by " + c.cluster, "robust se", levelWords(c.level), "p", "bootstrap"}}
			clustered[0] = clustered[0][:4+min(len(bootstrap), 1)]
		}
		clustered = append(clustered, []string{e.name, figure(e.se), interval(e.lower, e.upper), pValue(e.p)})
		if bootstrap != nil {
			clustered[j+1] = append(clustered[j+1], interval(bootstrap[j].lower, bootstrap[j].upper))
		}
	}
	for _, e := range a.of("calibration") {
		if calibration == nil {
			calibration = [][]string{{"bin", "n", "predicted", "observed", levelWords(c.level)}}
		}
		calibration = append(calibration, []string{e.name, rowCount(e.n), figure(e.x), figure(e.value), interval(e.lower, e.upper)})
	}
	all := a.of("prediction")
	for _, e := range all[:min(len(all), shownPredictions)] {
		if predictions == nil {
			predictions = [][]string{{"row", "probability", levelWords(c.level)}}
		}
		predictions = append(predictions, []string{e.name, figure(e.value), interval(e.lower, e.upper)})
	}
	err := printTables(w, clustered, calibration, predictions)
	if more := len(all) - shownPredictions; more > 0 {
		fmt.Fprintf(w, "(%d more rows; --json and --out have them all)\n", more)
	}
	return err
}

const shownPredictions = 50
