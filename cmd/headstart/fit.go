package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"headstart/stored"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
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

// fitting is what a verb of fit found, in both ways of saying it.
type fitting struct {
	warnings []string
	document any                   // of --json, on whose shape others depend
	print    func(io.Writer) error // the same for people
	failed   error                 // the estimate did not converge: exit code 1 after it is printed
}

// fitVerb completes a verb of fit: it reads one file, and prints what fit
// makes of it at the level of --level.
func fitVerb(cmd *cobra.Command, fit func(ctx context.Context, path string, level float64) (*fitting, error)) *cobra.Command {
	level := cmd.Flags().Float64("level", 0.95, "`level` of the intervals, between 0 and 1")
	asJSON := cmd.Flags().Bool("json", false, "print one JSON document")
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) == 1 {
			return nil
		}
		return fmt.Errorf("%s takes one file, and got %d; see %s --help", cmd.Name(), len(args), cmd.CommandPath())
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !(*level > 0 && *level < 1) {
			return usageError{fmt.Errorf("--level is %v; it must be between 0 and 1, such as 0.95", *level)}
		}
		f, err := fit(cmd.Context(), args[0], *level)
		if err != nil {
			return err
		}
		warn(cmd.ErrOrStderr(), f.warnings)
		if *asJSON {
			err = printDocument(cmd.OutOrStdout(), f.document)
		} else {
			err = f.print(cmd.OutOrStdout())
		}
		if err != nil {
			return err
		}
		return f.failed
	}
	return cmd
}

// warn writes what a reader must know, apart from the answer.
func warn(stderr io.Writer, warnings []string) {
	for _, w := range warnings {
		fmt.Fprintf(stderr, "warning: %s\n", cell(w))
	}
}

// namedColumn is a column and the flag that names it.
type namedColumn struct{ flag, name string }

// fitColumns returns the names of all columns of a fit. It refuses one that
// is not named, or named twice.
func fitColumns(covariates []string, single ...namedColumn) ([]string, error) {
	for _, name := range covariates {
		single = append(single, namedColumn{"--covariates", name})
	}
	flags := map[string]string{}
	var names []string
	for _, c := range single {
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

// numbers returns the values of some columns of a file, one slice for each.
func numbers(file *stored.File, columns []string) ([][]float64, error) {
	all := make([][]float64, len(columns))
	for i, name := range columns {
		var err error
		if all[i], err = file.Numbers(name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// jsonEstimate is an estimate with its interval, in every document of fit.
type jsonEstimate struct {
	Name  string     `json:"name"`
	Value jsonNumber `json:"value"`
	SE    jsonNumber `json:"se"`
	Lower jsonNumber `json:"lower"`
	Upper jsonNumber `json:"upper"`
}

// ratioRow is a coefficient as it is printed, with its ratio unless bare.
type ratioRow struct {
	jsonEstimate
	p    float64
	bare bool
}

// printRatios prints coefficients and their exponentials. settled says that
// the fit converged: an end that is NaN was then not certified, else there is none.
func printRatios(w io.Writer, rows []ratioRow, level float64, settled bool, headings ...string) error {
	table := [][]string{{headings[0], headings[1], "se", levelWords(level), "p", headings[2], levelWords(level)}}
	end := func(x float64) string {
		if math.IsNaN(x) && settled {
			return "not certified"
		}
		return figure(x)
	}
	for _, r := range rows {
		lower, upper := float64(r.Lower), float64(r.Upper)
		row := []string{r.Name, figure(float64(r.Value)), figure(float64(r.SE)), end(lower) + " to " + end(upper), pValue(r.p)}
		if !r.bare {
			row = append(row, figure(math.Exp(float64(r.Value))), end(math.Exp(lower))+" to "+end(math.Exp(upper)))
		}
		table = append(table, row)
	}
	return printAligned(w, table)
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
