package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"headstart/models/curve"
	"headstart/reports/chart"
	"headstart/reports/plot"
	"headstart/stored"

	"github.com/spf13/cobra"
)

func newFitCommand() *cobra.Command {
	cmd := verb("fit", knownVerb, struct{}{}, func(cmd *cobra.Command, _ config, _ *struct{}, _ []string) error { return cmd.Help() })
	every := fitCall{Level: 0.95}
	cmd.AddCommand(
		fitVerb("fit_curve", curveCall{fitCall: every, Model: string(curve.Auto), Widen: true}),
		fitVerb("fit_winrate", winrateCall{fitCall: every}),
		fitVerb("fit_survival", survivalCall{fitCall: every}))
	return cmd
}

// fitCall is what every verb of fit is asked for.
type fitCall struct {
	stored.Source
	Level     float64
	Weights   string            // column; empty: none
	Reference map[string]string // groups of covariates that others are compared with
	Out, Plot string            // files to write; empty: none
	JSON      bool
}

func (c *fitCall) common() *fitCall { return c }

// fitter is a call of one of the verbs.
type fitter interface {
	common() *fitCall
	check() (columns, terms []string, err error) // what to read, or what is wrong with the flags
	fit(context.Context, *stored.File) (*fitting, error)
}

// fitVerb returns a verb of fit, which prints and writes what it makes of files.
func fitVerb[T any, P interface {
	*T
	fitter
}](name string, call T) *cobra.Command {
	files := func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return fmt.Errorf("%s needs a file, or - for standard input; see %s --help", cmd.Name(), cmd.CommandPath())
	}
	return verb(name, files, call, func(cmd *cobra.Command, _ config, call *T, args []string) error {
		c := P(call).common()
		c.Paths, c.Stdin = args, cmd.InOrStdin()
		if err := c.checkFiles(); err != nil {
			return err
		}
		columns, terms, err := P(call).check()
		if err != nil {
			return err
		}
		file, err := c.Read(cmd.Context(), columns, terms)
		if err != nil {
			return err
		}
		a, err := P(call).fit(cmd.Context(), file)
		if err != nil {
			return err
		}
		warn(cmd.ErrOrStderr(), a.warnings...)
		if c.JSON {
			err = printJSON(cmd.OutOrStdout(), a.facts, "  ")
		} else {
			err = a.print(cmd.OutOrStdout(), cmd.Name(), levelWords(c.Level))
		}
		if err == nil {
			err = c.save(cmd.Context(), a)
		}
		return cmp.Or(err, a.failed)
	})
}

// checkFiles returns what is wrong with the flags that all verbs have.
func (c *fitCall) checkFiles() error {
	switch {
	case c.Decimal != "" && c.Decimal != "." && c.Decimal != ",":
		return usageError{fmt.Errorf("--decimal is %q; it must be . or a comma", c.Decimal)}
	case slices.Contains(c.Paths[slices.Index(c.Paths, "-")+1:], "-"):
		return usageError{errors.New("standard input (-) is named twice, and can be read once")}
	}
	for _, written := range []struct{ flag, path, endings string }{{"--out", c.Out, ".parquet .csv"}, {"--plot", c.Plot, ".svg .png"}} {
		if written.path == "" {
			continue
		}
		if ending := strings.ToLower(filepath.Ext(written.path)); ending == "" || !slices.Contains(strings.Fields(written.endings), ending) {
			return usageError{fmt.Errorf("%s is %s; its name must end in %s", written.flag, written.path, strings.ReplaceAll(written.endings, " ", " or "))}
		}
		if slices.ContainsFunc(c.Paths, func(path string) bool { return sameFile(path, written.path) }) {
			return usageError{fmt.Errorf("%s would overwrite the file that is read; name another", written.flag)}
		}
	}
	return nil
}

func sameFile(a, b string) bool {
	x, errx := os.Stat(a)
	y, erry := os.Stat(b)
	return filepath.Clean(a) == filepath.Clean(b) || errx == nil && erry == nil && os.SameFile(x, y)
}

// cells reads a column with one of the methods of a file, unless it has no name
// or something is wrong before it.
func cells[T any](err *error, read func(column string) (T, error), column string) (values T) {
	if column != "" && *err == nil {
		values, *err = read(column)
	}
	return values
}

// warn writes what a reader must know, apart from the answer.
func warn(stderr io.Writer, warnings ...string) {
	for _, w := range warnings {
		fmt.Fprintf(stderr, "warning: %s\n", cell(w))
	}
}

// fitColumns returns the columns of a fit that are no covariates, from pairs of
// a flag and the column that it names, of which the first so many must name
// one. It refuses a column that is named again, also as a covariate.
func fitColumns(covariates []string, required int, pairs ...string) ([]string, error) {
	for _, name := range covariates {
		pairs = append(pairs, "--covariates", name)
	}
	flags := map[string]string{}
	var names []string
	for i := 0; i < len(pairs); i += 2 {
		flag, name := pairs[i], pairs[i+1]
		switch {
		case name == "" && (i < 2*required || flag == "--covariates"):
			return nil, usageError{fmt.Errorf("%s needs the name of a column", flag)}
		case name == "":
			continue
		case flags[name] != "":
			return nil, usageError{fmt.Errorf("column %q is named twice, by %s and by %s; a column has one part in a fit", name, flags[name], flag)}
		}
		flags[name], names = flag, append(names, name)
	}
	return names[:len(names)-len(covariates)], nil
}

// given returns the columns that the call names: some need not be.
func given(columns ...string) []string {
	return slices.DeleteFunc(columns, func(name string) bool { return name == "" })
}

// forest draws the ratios of coefficients.
func forest(title, subtitle, what string, rows []estimate) chart.Chart {
	var ratios []plot.Ratio
	for _, r := range rows {
		ratios = append(ratios, plot.Ratio{Name: r.name, Value: math.Exp(r.value), Lower: math.Exp(r.lower), Upper: math.Exp(r.upper)})
	}
	return plot.Forest(title, subtitle, what, ratios)
}

// figure writes a number with four significant digits, and one that does not
// exist as a dash.
func figure(x float64) string {
	size := math.Abs(x)
	switch {
	case math.IsNaN(x):
		return "–"
	case math.IsInf(x, 0):
		return strings.Replace(strconv.FormatFloat(x, 'g', -1, 64), "Inf", "∞", 1)
	case x != 0 && (size < 1e-4 || size >= 1e6):
		return strconv.FormatFloat(x, 'e', 3, 64)
	case x == 0:
		return "0"
	}
	return strconv.FormatFloat(x, 'f', max(3-int(math.Floor(math.Log10(size))), 0), 64)
}

// orNone writes a number as strconv does, and one that does not exist as a dash.
func orNone(form byte, digits int) func(float64) string {
	return func(x float64) string {
		if math.IsNaN(x) {
			return "–"
		}
		return strconv.FormatFloat(x, form, digits, 64)
	}
}

// rowCount writes a number of rows or events, which weights may make a fraction.
func rowCount(n float64) string { return strconv.FormatFloat(math.Round(n*1e6)/1e6, 'f', -1, 64) }

// certified writes the end of an interval, also one that was not found.
func certified(x float64) string {
	if math.IsNaN(x) {
		return "not certified"
	}
	return figure(x)
}

// interval writes two ends as a range.
func interval(lower, upper float64) string { return figure(lower) + " to " + figure(upper) }

// pValue writes a p-value with as many digits as anybody should read.
func pValue(p float64) string {
	if p < 0.0001 {
		return "< 0.0001"
	}
	return orNone('f', 4)(p)
}

// levelWords is the heading of a column of intervals.
func levelWords(level float64) string {
	return strconv.FormatFloat(100*level, 'g', 12, 64) + "% interval"
}
