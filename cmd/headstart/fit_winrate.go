package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"headstart/models/winrate"
	"headstart/reports/chart"
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
	references := referenceFlag(cmd.Flags())
	return fitVerb(cmd, func(ctx context.Context, call *fitCall) (*fitting, error) {
		call.references = *references
		columns, err := fitColumns(*covariates, append([]namedColumn{{"--outcome", *outcome}}, given(namedColumn{"--weights", call.weights})...)...)
		if err != nil {
			return nil, err
		}
		fit, x, err := fitWinrate(ctx, call, columns, *covariates)
		if err != nil {
			return nil, err
		}
		return winrateFitting(call, *outcome, fit, x), nil
	})
}

// fitWinrate fits the first column to the covariates.
func fitWinrate(ctx context.Context, call *fitCall, columns, terms []string) (*winrate.Regression, *stored.Covariates, error) {
	file, err := call.source.Read(ctx, columns, terms)
	if err != nil {
		return nil, nil, err
	}
	x, err := file.Covariates(terms, call.references)
	if err != nil {
		return nil, nil, err
	}
	d := winrate.Design{Names: x.Names, X: x.Rows()}
	if d.Won, err = file.Outcomes(columns[0]); err != nil {
		return nil, nil, err
	}
	if d.Weight, err = file.Weights(call.weights); err != nil {
		return nil, nil, err
	}
	if n, p := len(d.Won), len(x.Names)+1; n < p {
		return nil, nil, fmt.Errorf("%s has too few rows: %d for %d coefficients; leave covariates out, or add rows", call.name(), n, p)
	}
	fit, err := winrate.Fit(d)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s", call.name(), strings.TrimPrefix(err.Error(), "fit: "))
	}
	return fit, x, nil
}

// winrateFitting says what a regression found.
func winrateFitting(call *fitCall, outcome string, fit *winrate.Regression, x *stored.Covariates) *fitting {
	type coefficient struct {
		jsonEstimate
		P jsonNumber `json:"p"`
	}
	var coefficients []coefficient
	var rows []ratioRow
	f := &fitting{warnings: append([]string{}, fit.Warnings...)}
	for i, c := range fit.Coefficients(call.level) {
		e := jsonEstimate{c.Name, jsonNumber(c.Value), jsonNumber(c.SE), jsonNumber(c.Lower), jsonNumber(c.Upper)}
		coefficients = append(coefficients, coefficient{e, jsonNumber(c.P)})
		rows = append(rows, ratioRow{e, c.P, i == 0}) // the intercept compares with nothing
		row := newEstimateRow("coefficient", "", e)
		row.p, row.n = c.P, fit.N
		f.rows = append(f.rows, row)
		if c.Doubt != nil && fit.Converged {
			f.warnings = append(f.warnings, fmt.Sprintf("%q: what is not certified is not given: %v", c.Name, c.Doubt))
		}
	}
	if !fit.Converged {
		f.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals and no p-values; leave a covariate out, or bring its values to a smaller range", call.name())
	}
	f.document = struct {
		N            jsonNumber        `json:"n"`
		Events       jsonNumber        `json:"events"`
		Level        float64           `json:"level"`
		Coefficients []coefficient     `json:"coefficients"`
		References   map[string]string `json:"references"`
		LogLik       jsonNumber        `json:"loglik_penalized"`
		NullLogLik   jsonNumber        `json:"loglik_penalized_null"`
		Separation   bool              `json:"separation"`
		Warnings     []string          `json:"warnings"`
	}{jsonNumber(fit.N), jsonNumber(fit.Events), call.level, coefficients, x.References, jsonNumber(fit.LogLik), jsonNumber(fit.NullLogLik), fit.Separated, f.warnings}
	f.plot = func() chart.Chart {
		return forest("Odds of "+outcome, fmt.Sprintf("Odds ratio for one unit more, with %s; Firth's logistic regression, n = %v, of which %v are 1", levelWords(call.level), fit.N, fit.Events), "odds ratio", rows)
	}
	f.print = func(w io.Writer) error {
		fmt.Fprintf(w, "Firth's logistic regression of %s: n = %v, of which %v are 1\n\n", cell(outcome), fit.N, fit.Events)
		if err := printRatios(w, rows, call.level, fit.Converged, "coefficient", "value", "odds ratio"); err != nil {
			return err
		}
		_, err := fmt.Fprintf(w, `
Values are log odds; an odds ratio is for one unit more. Intervals: profile
penalized likelihood; p: penalized likelihood-ratio test of 0.
Penalized log likelihood %s; with the intercept alone %s.
`, figure(fit.LogLik), figure(fit.NullLogLik))
		for _, words := range referenceWords(x) {
			fmt.Fprintln(w, words)
		}
		return err
	}
	return f
}
