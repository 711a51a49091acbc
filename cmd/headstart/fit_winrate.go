package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"headstart/models/winrate"
	"headstart/stored"

	"github.com/spf13/cobra"
)

func newFitWinrateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "winrate FILE",
		Short: "fit how an outcome goes with covariates: Firth's logistic regression",
		Long: `Winrate fits the log odds of an outcome of 1 and 0 (or true and false) as a sum
over covariates, by Firth's penalized maximum likelihood. Its estimates stay
finite also where a covariate splits the outcomes without overlap.

Intervals are those of the profile penalized likelihood, p-values those of the
penalized likelihood-ratio test that a coefficient is 0. An odds ratio is for
one unit of the covariate more, the others as they are. It is an association.`,
		Example: `  headstart fit winrate races.csv --outcome won --covariates months,network
  headstart fit winrate races.parquet --outcome won --covariates months --level 0.9 --json`,
	}
	outcome := cmd.Flags().String("outcome", "", "`column` of outcomes: 1 and 0, or true and false")
	covariates := cmd.Flags().StringSlice("covariates", nil, "`columns` of covariates, separated by commas")
	return fitVerb(cmd, func(ctx context.Context, path string, level float64) (*fitting, error) {
		if len(*covariates) == 0 {
			return nil, usageError{fmt.Errorf("no covariates; name columns of %s with --covariates A,B", path)}
		}
		columns, err := fitColumns(*covariates, namedColumn{"--outcome", *outcome})
		if err != nil {
			return nil, err
		}
		fit, err := fitWinrate(ctx, path, columns)
		if err != nil {
			return nil, err
		}
		return winrateFitting(path, *outcome, fit, level), nil
	})
}

// fitWinrate fits the first column of a file to the others.
func fitWinrate(ctx context.Context, path string, columns []string) (*winrate.Regression, error) {
	file, err := stored.ReadFile(ctx, path, columns)
	if err != nil {
		return nil, err
	}
	d := winrate.Design{Names: columns[1:], X: make([][]float64, file.Rows())}
	if d.Won, err = file.Outcomes(columns[0]); err != nil {
		return nil, err
	}
	values, err := numbers(file, d.Names)
	if err != nil {
		return nil, err
	}
	for i := range d.X {
		for _, column := range values {
			d.X[i] = append(d.X[i], column[i])
		}
	}
	if n, p := len(d.Won), len(columns); n < p {
		return nil, fmt.Errorf("%s has too few rows: %d for %d coefficients; leave covariates out, or add rows", path, n, p)
	}
	fit, err := winrate.Fit(d)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", path, strings.TrimPrefix(err.Error(), "fit: "))
	}
	return fit, nil
}

// winrateFitting says what a regression found.
func winrateFitting(path, outcome string, fit *winrate.Regression, level float64) *fitting {
	type coefficient struct {
		jsonEstimate
		P jsonNumber `json:"p"`
	}
	var coefficients []coefficient
	var rows []ratioRow
	f := &fitting{warnings: append([]string{}, fit.Warnings...)}
	for i, c := range fit.Coefficients(level) {
		e := jsonEstimate{c.Name, jsonNumber(c.Value), jsonNumber(c.SE), jsonNumber(c.Lower), jsonNumber(c.Upper)}
		coefficients = append(coefficients, coefficient{e, jsonNumber(c.P)})
		rows = append(rows, ratioRow{e, c.P, i == 0}) // the intercept compares with nothing
		if c.Doubt != nil && fit.Converged {
			f.warnings = append(f.warnings, fmt.Sprintf("%q: what is not certified is not given: %v", c.Name, c.Doubt))
		}
	}
	if !fit.Converged {
		f.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals and no p-values; leave a covariate out, or bring its values to a smaller range", path)
	}
	f.document = struct {
		N            int           `json:"n"`
		Events       int           `json:"events"`
		Coefficients []coefficient `json:"coefficients"`
		LogLik       jsonNumber    `json:"loglik_penalized"`
		Separation   bool          `json:"separation"`
		Warnings     []string      `json:"warnings"`
	}{int(fit.N), int(fit.Events), coefficients, jsonNumber(fit.LogLik), fit.Separated, f.warnings}
	f.print = func(w io.Writer) error {
		fmt.Fprintf(w, "Firth's logistic regression of %s: n = %.0f, of which %.0f are 1\n\n", cell(outcome), fit.N, fit.Events)
		if err := printRatios(w, rows, level, fit.Converged, "coefficient", "value", "odds ratio"); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, `
Values are log odds; an odds ratio is for one unit more. Intervals: profile
penalized likelihood; p: penalized likelihood-ratio test of 0.
Penalized log likelihood %s; with the intercept alone %s.
`, figure(fit.LogLik), figure(fit.NullLogLik))
		return err
	}
	return f
}
