package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newFitCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "fit a model to a CSV or Parquet file of your own",
		Long: `Fit reads columns of any CSV or Parquet file and fits one of the models to them.

CSV needs a header and UTF-8; cells may be separated by commas, semicolons,
tabs or bars. Columns are named as in the header, to the letter. Every cell
that is used must be a number (true is 1, false is 0): an empty or wrong one is
an error that names its line, and no row is left out silently.`,
		Example: `  headstart fit curve users.csv --x year --y mau
  headstart fit winrate races.csv --outcome won --covariates months,network
  headstart fit survival lives.parquet --time months --event closed`,
	}
	cmd.Args = func(_ *cobra.Command, args []string) error { return knownVerb(cmd, args) }
	cmd.RunE = func(*cobra.Command, []string) error { return cmd.Help() }
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newFitCurveCommand(), newFitWinrateCommand(), newFitSurvivalCommand())
	return cmd
}

// oneFile refuses anything but one argument.
func oneFile(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return fmt.Errorf("%s takes one file, and got %d; see %s --help", cmd.Name(), len(args), cmd.CommandPath())
}

func levelFlag(flags *pflag.FlagSet) *float64 {
	return flags.Float64("level", 0.95, "`level` of the intervals, between 0 and 1")
}

func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return usageError{fmt.Errorf("--level is %v; it must be between 0 and 1, such as 0.95", level)}
	}
	return nil
}

// namedColumn is a column and the flag that names it.
type namedColumn struct{ flag, name string }

// fitColumns returns the names of all columns of a fit. It refuses one that
// is not named, or named twice.
func fitColumns(single []namedColumn, covariates []string) ([]string, error) {
	all := single
	for _, name := range covariates {
		all = append(all, namedColumn{"--covariates", name})
	}
	flags := map[string]string{}
	var names []string
	for _, c := range all {
		if c.name == "" {
			return nil, usageError{fmt.Errorf("%s needs the name of a column", c.flag)}
		}
		if earlier, ok := flags[c.name]; ok {
			return nil, usageError{fmt.Errorf("column %q is named twice, by %s and by %s; a column has one part in a fit", c.name, earlier, c.flag)}
		}
		flags[c.name] = c.flag
		names = append(names, c.name)
	}
	return names, nil
}

// warn writes what a reader must know, apart from the answer.
func warn(stderr io.Writer, warnings []string) {
	for _, w := range warnings {
		fmt.Fprintf(stderr, "warning: %s\n", cell(w))
	}
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
