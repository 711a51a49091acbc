package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"headstart/reports/chart"
	"headstart/reports/plot"
	"headstart/stored"

	"github.com/spf13/cobra"
)

func newFitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "fit a model to CSV or Parquet files of your own",
		Long: `Fit reads columns of any CSV or Parquet files and fits one of the models to
them. Several files count as one table; - is standard input.

CSV needs a header and UTF-8; cells may be separated by commas, semicolons,
tabs or bars, with decimal points or commas. Column names must match
the header exactly. Every cell that is used must be a number (true is 1,
false is 0) or, among covariates, the name of a group: an empty or wrong one is
an error that names its line, and no row is left out silently. --where keeps
the rows that meet an SQL condition.`,
		Example: `  headstart fit curve users.csv --x year --y mau
  headstart fit winrate races.csv --outcome won --covariates months,network
  headstart fit survival lives.csv --time months --event closed --plot lives.svg`,
	}
	cmd.Args = func(_ *cobra.Command, args []string) error { return knownVerb(cmd, args) }
	cmd.RunE = func(*cobra.Command, []string) error { return cmd.Help() }
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newFitCurveCommand(), newFitWinrateCommand(), newFitSurvivalCommand())
	return cmd
}

// fitCall is what every verb of fit is asked for.
type fitCall struct {
	source     stored.Source
	level      float64
	weights    string            // column; empty: none
	references map[string]string // of covariates that are groups
	out, plot  string            // files to write; empty: none
	json       bool
}

// name is what messages call the files that are read.
func (c *fitCall) name() string { return c.source.Name() }

// fitVerb completes a verb of fit: it reads the flags that all verbs have,
// and prints and writes what fit makes of the files.
func fitVerb(cmd *cobra.Command, call *fitCall, fit func(context.Context) (*fitting, error)) *cobra.Command {
	flags := cmd.Flags()
	flags.Float64Var(&call.level, "level", 0.95, "`level` of the intervals, between 0 and 1")
	flags.BoolVar(&call.json, "json", false, "print one JSON document")
	flags.StringVar(&call.weights, "weights", "", "`column` of weights: how many rows each row stands for")
	flags.StringVar(&call.source.Where, "where", "", "use only rows that meet an SQL `condition`, such as \"year >= 2010 and kind = 'a'\"")
	flags.StringVar(&call.source.Decimal, "decimal", "", "the decimal `sign` of CSV, . or , (default: as the cells have it)")
	flags.StringVar(&call.out, "out", "", "also write the estimates, one a row, to a Parquet or CSV `file`")
	flags.StringVar(&call.plot, "plot", "", "also draw the fit, to an SVG or PNG `file`")
	cmd.Use = cmd.Name() + " FILE…"
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return fmt.Errorf("%s needs a file, or - for standard input; see %s --help", cmd.Name(), cmd.CommandPath())
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		call.source.Paths, call.source.Stdin = args, cmd.InOrStdin()
		if err := call.check(); err != nil {
			return err
		}
		a, err := fit(cmd.Context())
		if err != nil {
			return err
		}
		warn(cmd.ErrOrStderr(), a.warnings)
		if call.json {
			err = printDocument(cmd.OutOrStdout(), a.facts)
		} else {
			err = a.print(cmd.OutOrStdout(), cmd.Name(), levelWords(call.level))
		}
		if err == nil {
			err = call.save(cmd.Context(), a)
		}
		if err != nil {
			return err
		}
		return a.failed
	}
	return cmd
}

// check returns what is wrong with the flags that all verbs have.
func (c *fitCall) check() error {
	switch {
	case !(c.level > 0 && c.level < 1):
		return usageError{fmt.Errorf("--level is %v; it must be between 0 and 1, such as 0.95", c.level)}
	case c.source.Decimal != "" && c.source.Decimal != "." && c.source.Decimal != ",":
		return usageError{fmt.Errorf("--decimal is %q; it must be . or a comma", c.source.Decimal)}
	case slices.Contains(c.source.Paths[slices.Index(c.source.Paths, "-")+1:], "-"):
		return usageError{errors.New("standard input (-) is named twice, and can be read once")}
	}
	for _, written := range []struct{ flag, path, endings string }{{"--out", c.out, ".parquet .csv"}, {"--plot", c.plot, ".svg .png"}} {
		if written.path == "" {
			continue
		}
		if ending := strings.ToLower(filepath.Ext(written.path)); ending == "" || !slices.Contains(strings.Fields(written.endings), ending) {
			return usageError{fmt.Errorf("%s is %s; its name must end in %s", written.flag, written.path, strings.ReplaceAll(written.endings, " ", " or "))}
		}
		if slices.ContainsFunc(c.source.Paths, func(path string) bool { return sameFile(path, written.path) }) {
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

// referenceUsage says what --reference is of a verb with covariates.
const referenceUsage = "`column=group` that the other groups are compared with (default: the first in order)"

// warn writes what a reader must know, apart from the answer.
func warn(stderr io.Writer, warnings []string) {
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

// given leaves out the columns that the call does not name, which it may.
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

// jsonNumber is null where JSON has no such number.
type jsonNumber float64

func (x jsonNumber) MarshalJSON() ([]byte, error) {
	if v := float64(x); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return json.Marshal(v)
	}
	return []byte("null"), nil
}

// printDocument prints v as one JSON document that is inert in a terminal.
func printDocument(w io.Writer, v any) error {
	var flat, indented bytes.Buffer
	if err := writeJSON(&flat, v); err != nil {
		return err
	}
	if err := json.Indent(&indented, flat.Bytes(), "", "  "); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, &indented)
	return err
}

// printAligned prints rows of cells: the first column to the left, the others
// to the right.
func printAligned(w io.Writer, rows [][]string) error {
	var widths []int
	for _, row := range rows {
		for i, text := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell(text)))
		}
	}
	var errs []error
	for _, row := range rows {
		var line strings.Builder
		for i, text := range row {
			text = cell(text)
			gap := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if i == 0 {
				line.WriteString(text + gap)
			} else {
				line.WriteString("  " + gap + text)
			}
		}
		_, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
		errs = append(errs, err)
	}
	return errors.Join(errs...)
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
	if math.IsNaN(p) {
		return "–"
	}
	return strconv.FormatFloat(p, 'f', 4, 64)
}

// levelWords is the heading of a column of intervals.
func levelWords(level float64) string {
	return strconv.FormatFloat(100*level, 'g', 6, 64) + "% interval"
}
