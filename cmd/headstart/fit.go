package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
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
	"github.com/spf13/pflag"
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
	weights    string // column; empty: none
	references map[string]string
	out, plot  string // files to write; empty: none
	json       bool
}

// name is what messages call the files that are read.
func (c *fitCall) name() string { return c.source.Name() }

// fitting is what a verb of fit found, in all ways of saying it.
type fitting struct {
	warnings []string
	document func() any            // of --json, on whose shape others depend
	print    func(io.Writer) error // the same for people
	rows     func() []estimate     // the same as a table, for --out
	sheet    *sheet                // of --out where it is no table of estimates
	plot     func() chart.Chart    // the same as a picture, for --plot; nil: there is none
	failed   error                 // the estimate did not converge: exit code 1 after it is printed
}

// fitVerb completes a verb of fit: it reads the flags that all verbs have,
// and prints and writes what fit makes of the files.
func fitVerb(cmd *cobra.Command, fit func(ctx context.Context, call *fitCall) (*fitting, error)) *cobra.Command {
	var call fitCall
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
		f, err := fit(cmd.Context(), &call)
		if err != nil {
			return err
		}
		warn(cmd.ErrOrStderr(), f.warnings)
		if call.json {
			err = printDocument(cmd.OutOrStdout(), f.document())
		} else {
			err = f.print(cmd.OutOrStdout())
		}
		if err == nil {
			err = call.save(cmd.Context(), f)
		}
		if err != nil {
			return err
		}
		return f.failed
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

// referenceFlag lets a verb with covariates be told the references of groups.
func referenceFlag(flags *pflag.FlagSet) *map[string]string {
	return flags.StringToString("reference", nil, "`column=group` that the other groups are compared with (default: the first in order)")
}

// warn writes what a reader must know, apart from the answer.
func warn(stderr io.Writer, warnings []string) {
	for _, w := range warnings {
		fmt.Fprintf(stderr, "warning: %s\n", cell(w))
	}
}

// namedColumn is a column and the flag that names it.
type namedColumn struct{ flag, name string }

// fitColumns returns the names of the columns of a fit that are no
// covariates. It refuses one that is not named, or that is named again, also
// as a covariate.
func fitColumns(covariates []string, single ...namedColumn) ([]string, error) {
	flags := map[string]string{}
	var names []string
	for i, c := range append(single, all("--covariates", covariates)...) {
		if c.name == "" {
			return nil, usageError{fmt.Errorf("%s needs the name of a column", c.flag)}
		}
		if earlier, ok := flags[c.name]; ok {
			return nil, usageError{fmt.Errorf("column %q is named twice, by %s and by %s; a column has one part in a fit", c.name, earlier, c.flag)}
		}
		flags[c.name] = c.flag
		if i < len(single) {
			names = append(names, c.name)
		}
	}
	return names, nil
}

// all says that one flag names all of these columns.
func all(flag string, names []string) (columns []namedColumn) {
	for _, name := range names {
		columns = append(columns, namedColumn{flag, name})
	}
	return columns
}

// given leaves out the columns that the call does not name, which it may.
func given(columns ...namedColumn) []namedColumn {
	return slices.DeleteFunc(columns, func(c namedColumn) bool { return c.name == "" })
}

// names are the columns that the call names.
func names(columns ...string) []string {
	return slices.DeleteFunc(columns, func(name string) bool { return name == "" })
}

// referenceWords says which group the others of a column are compared with.
func referenceWords(c *stored.Covariates) (words []string) {
	for _, column := range slices.Sorted(maps.Keys(c.References)) {
		words = append(words, fmt.Sprintf("Groups of %s are compared with %s.", cell(column), cell(c.References[column])))
	}
	return words
}

// printRatios prints coefficients and their exponentials, but of the first so
// many that are bare. settled says that the fit converged: an end that is NaN
// was then not certified, else there is none.
func printRatios(w io.Writer, rows []estimate, bare int, level float64, settled bool, headings ...string) error {
	table := [][]string{{headings[0], headings[1], "se", levelWords(level), "p", headings[2], levelWords(level)}}
	end := func(x float64) string {
		if math.IsNaN(x) && settled {
			return "not certified"
		}
		return figure(x)
	}
	for i, r := range rows {
		if math.Abs(r.value) < 1e-9*r.se {
			r.value = 0 // rounding
		}
		row := []string{r.name, figure(r.value), figure(r.se), end(r.lower) + " to " + end(r.upper), pValue(r.p)}
		if i >= bare {
			row = append(row, figure(math.Exp(r.value)), end(math.Exp(r.lower))+" to "+end(math.Exp(r.upper)))
		}
		table = append(table, row)
	}
	return printAligned(w, table)
}

// printTables prints tables, each after an empty line; nil ones are left out.
func printTables(w io.Writer, tables ...[][]string) error {
	for _, table := range tables {
		if table == nil {
			continue
		}
		fmt.Fprintln(w)
		if err := printAligned(w, table); err != nil {
			return err
		}
	}
	return nil
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
