package main

import (
	"context"
	"fmt"
	"io"
	"math"
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
over covariates, by Firth's penalised maximum likelihood. Its estimates stay
finite also where a covariate splits the outcomes without overlap.

Intervals are those of the profile penalised likelihood, p-values those of the
penalised likelihood-ratio test that a coefficient is 0. An odds ratio is for
one unit of the covariate more, the others as they are. It is an association.`,
		Example: `  headstart fit winrate races.csv --outcome won --covariates months,network
  headstart fit winrate races.parquet --outcome won --covariates months --level 0.9 --json`,
		Args: oneFile,
	}
	flags := cmd.Flags()
	outcome := flags.String("outcome", "", "`column` of outcomes: 1 and 0, or true and false")
	covariates := flags.StringSlice("covariates", nil, "`columns` of covariates, separated by commas")
	level := levelFlag(flags)
	asJSON := flags.Bool("json", false, "print one JSON document")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(*covariates) == 0 {
			return usageError{fmt.Errorf("no covariates; name columns of %s with --covariates A,B", args[0])}
		}
		columns, err := fitColumns([]namedColumn{{"--outcome", *outcome}}, *covariates)
		if err != nil {
			return err
		}
		if err := checkLevel(*level); err != nil {
			return err
		}
		fit, err := fitWinrate(cmd.Context(), args[0], columns)
		if err != nil {
			return err
		}
		warn(cmd.ErrOrStderr(), fit.Warnings)
		if *asJSON {
			return printDocument(cmd.OutOrStdout(), winrateDocument(fit, *level))
		}
		return printWinrate(cmd.OutOrStdout(), *outcome, fit, *level)
	}
	return cmd
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
	for _, name := range d.Names {
		values, err := file.Numbers(name)
		if err != nil {
			return nil, err
		}
		for i, x := range values {
			d.X[i] = append(d.X[i], x)
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

type winrateCoefficient struct {
	Name  string     `json:"name"`
	Value jsonNumber `json:"value"`
	SE    jsonNumber `json:"se"`
	Lower jsonNumber `json:"lower"`
	Upper jsonNumber `json:"upper"`
	P     jsonNumber `json:"p"`
}

// winrateDocument is the document of --json, on whose shape others depend.
func winrateDocument(fit *winrate.Regression, level float64) any {
	var coefficients []winrateCoefficient
	for _, c := range fit.Coefficients(level) {
		coefficients = append(coefficients, winrateCoefficient{c.Name, jsonNumber(c.Value), jsonNumber(c.SE),
			jsonNumber(c.Lower), jsonNumber(c.Upper), jsonNumber(c.P)})
	}
	return struct {
		N            int                  `json:"n"`
		Events       int                  `json:"events"`
		Coefficients []winrateCoefficient `json:"coefficients"`
		LogLik       jsonNumber           `json:"loglik_penalized"`
		Separation   bool                 `json:"separation"`
		Warnings     []string             `json:"warnings"`
	}{int(fit.N), int(fit.Events), coefficients, jsonNumber(fit.LogLik), fit.Separated, append([]string{}, fit.Warnings...)}
}

func printWinrate(w io.Writer, outcome string, fit *winrate.Regression, level float64) error {
	fmt.Fprintf(w, "Firth's logistic regression of %s: n = %.0f, of which %.0f are 1\n\n", cell(outcome), fit.N, fit.Events)
	rows := [][]string{{"coefficient", "value", "se", levelWords(level), "p", "odds ratio", levelWords(level)}}
	for i, c := range fit.Coefficients(level) {
		row := []string{c.Name, figure(c.Value), figure(c.SE), interval(c.Lower, c.Upper), pValue(c.P)}
		if i > 0 { // the intercept compares with nothing
			row = append(row, figure(math.Exp(c.Value)), interval(math.Exp(c.Lower), math.Exp(c.Upper)))
		}
		rows = append(rows, row)
	}
	if err := printAligned(w, rows); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, `
Values are log odds; an odds ratio is for one unit more. Intervals: profile
penalised likelihood; p: penalised likelihood-ratio test of 0.
Penalised log likelihood %s; with the intercept alone %s.
`, figure(fit.LogLik), figure(fit.NullLogLik))
	return err
}
