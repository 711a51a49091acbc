package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/models/curve"
	"headstart/transform"

	"github.com/spf13/cobra"
)

// curveFormulas are the models of fit curve as they are printed.
var curveFormulas = map[curve.Model]string{
	curve.Logistic: "K / (1 + exp(-r(x - t0)))",
	curve.Gompertz: "K · exp(-exp(-r(x - t0)))",
	curve.Richards: "K / (1 + exp(-r(x - t0)))^(1/nu)",
	curve.Bass:     "m·[F(x) - F(x - 1)], F(x) = (1 - exp(-(p+q)x)) / (1 + (q/p)·exp(-(p+q)x))",
}

// curveCall is what fit curve is asked for.
type curveCall struct {
	*fitCall
	x, y, by, model string
	log             bool
}

func newFitCurveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "curve FILE",
		Short: "fit a growth curve: logistic, Gompertz, Bass or Richards",
		Long: `Curve reads one figure a row, y at x, with x ascending, and fits a growth curve
by least squares: of y itself, or of ln y with --log. Bass's curve is fitted to
adopters per period (x at even steps, the first row being period 1), the others
to the level. auto is the logistic or the Gompertz, whichever has the lower
AICc. Richards' curve is a diagnostic of the shape; where it collapses onto the
Gompertz, that is reported.

The interval of the ceiling (K, or m of Bass) is by profile likelihood. It has
no upper end where the data allow any ceiling, as before the inflection: a
warning says so. The other intervals are estimate ± t × standard error.

With --by the file is a panel, in which the rows of a series stand together.
Every series is fitted, estimates only, and a row of the Parquet file --out
says what came of it; a series that cannot be fitted has its reason there.`,
		Example: `  headstart fit curve users.csv --x year --y mau
  headstart fit curve sales.csv --x year --y adopters --model bass --json
  headstart fit curve panel.parquet --by id --x year --y mau --out curves.parquet`,
	}
	var call curveCall
	flags := cmd.Flags()
	flags.StringVar(&call.x, "x", "", "`column` of x, such as time, ascending; days (2018-09-30) count as years with decimals")
	flags.StringVar(&call.y, "y", "", "`column` of y, 0 or more")
	flags.StringVar(&call.model, "model", string(curve.Auto), "`model`: logistic, gompertz, bass, richards or auto")
	flags.BoolVar(&call.log, "log", false, "least squares of ln y instead of y")
	flags.StringVar(&call.by, "by", "", "`column` that names the series of a panel")
	return fitVerb(cmd, func(ctx context.Context, common *fitCall) (*fitting, error) {
		call.fitCall = common
		path := common.name()
		if common.weights != "" {
			return nil, usageError{errors.New("--weights is not for curve yet; leave it out")}
		}
		columns, err := call.check(path)
		if err != nil {
			return nil, err
		}
		if call.by != "" {
			if len(common.source.Paths) > 1 || path == "-" || common.source.Where != "" || common.source.Decimal != "" {
				return nil, usageError{errors.New("a panel is one file, as it is; leave --where, --decimal and other files out")}
			}
			return &fitting{print: func(w io.Writer) error { return call.panel(ctx, w, path) }}, nil
		}
		f, err := call.fit(ctx, columns)
		if err != nil {
			return nil, err
		}
		result := &fitting{warnings: f.Warnings, document: curveDocument(f), print: func(w io.Writer) error { return call.print(w, f) }}
		if !f.Converged {
			result.failed = fmt.Errorf("%s: the fit did not converge, so there are no intervals; try another --model, or a longer series", path)
		}
		return result, nil
	})
}

// check returns the columns to read, or what is wrong with the call.
func (c *curveCall) check(path string) ([]string, error) {
	named := []namedColumn{{"--x", c.x}, {"--y", c.y}}
	if c.by != "" {
		named = append(named, namedColumn{"--by", c.by})
	}
	columns, err := fitColumns(nil, named...)
	if err != nil {
		return nil, err
	}
	models := []string{"logistic", "gompertz", "bass", "richards", "auto"}
	switch {
	case !slices.Contains(models, c.model):
		return nil, usageError{fmt.Errorf("unknown model %q; use --model %s", c.model, strings.Join(models, ", "))}
	case c.log && c.model == string(curve.Bass):
		return nil, usageError{errors.New("--log is not for bass, which is fitted to adopters per period as they are; leave it out")}
	case c.by != "" && c.out == "":
		return nil, usageError{errors.New("--by and --out go together: --by series --out curves.parquet")}
	case c.by != "" && c.json:
		return nil, usageError{errors.New("--json is for one series; the fits of a panel are in the file --out")}
	case c.by != "" && (c.model == string(curve.Bass) || c.model == string(curve.Richards)):
		return nil, usageError{fmt.Errorf("a panel is fitted with --model logistic, gompertz or auto, not %s", c.model)}
	}
	return columns, nil
}

// fit fits one curve to the first two columns of a file.
func (c *curveCall) fit(ctx context.Context, columns []string) (*curve.Fitted, error) {
	path := c.name()
	file, err := c.source.Read(ctx, columns, nil)
	if err != nil {
		return nil, err
	}
	x, days, err := file.Times(c.x)
	if err != nil {
		return nil, err
	}
	if days && c.model == string(curve.Bass) {
		return nil, fmt.Errorf("%s: bass counts periods; give --x a column of numbers at even steps, such as the year", path)
	}
	y, err := file.Numbers(c.y)
	if err != nil {
		return nil, err
	}
	f, err := curve.Fit(x, y, curve.Options{Model: curve.Model(c.model), Level: c.level, Log: c.log})
	var row *curve.RowError
	if errors.As(err, &row) {
		reason := row.Reason
		for letter, column := range map[string]string{"x ": c.x, "y ": c.y} {
			if rest, ok := strings.CutPrefix(row.Reason, letter); ok {
				reason = fmt.Sprintf("column %q %s", column, rest)
			}
		}
		where := path
		if row.Row >= 0 {
			where = file.Where(row.Row)
		}
		return nil, fmt.Errorf("%s: %s", where, reason)
	}
	return f, err
}

// curveDocument is the document of --json, on whose shape others depend.
func curveDocument(f *curve.Fitted) any {
	var parameters []jsonEstimate
	for _, p := range f.Parameters {
		parameters = append(parameters, jsonEstimate{p.Name, jsonNumber(p.Value), jsonNumber(p.SE), jsonNumber(p.Lower), jsonNumber(p.Upper)})
	}
	return struct {
		Model      curve.Model    `json:"model"`
		Parameters []jsonEstimate `json:"parameters"`
		RSS        jsonNumber     `json:"rss"`
		N          int            `json:"n"`
		AICc       jsonNumber     `json:"aicc"`
		Converged  bool           `json:"converged"`
		Warnings   []string       `json:"warnings"`
	}{f.Model, parameters, jsonNumber(f.RSS), f.N, jsonNumber(f.AICc), f.Converged, append([]string{}, f.Warnings...)}
}

func (c *curveCall) print(w io.Writer, f *curve.Fitted) error {
	response := c.y
	if c.log {
		response = "ln " + c.y
	}
	fmt.Fprintf(w, "%s curve, least squares of %s by %s: n = %d\n%s\n\n", f.Model, cell(response), cell(c.x), f.N, curveFormulas[f.Model])
	rows := [][]string{{"parameter", "estimate", "se", levelWords(c.level)}}
	for _, p := range f.Parameters {
		row := []string{p.Name, figure(p.Value), figure(p.SE), interval(p.Lower, p.Upper)}
		if p.Name == "t0" && p.SE > 0 {
			row[1], row[3] = place(p.Value, p.SE), place(p.Lower, p.SE)+" to "+place(p.Upper, p.SE)
		}
		rows = append(rows, row)
	}
	if err := printAligned(w, rows); err != nil {
		return err
	}
	if half := f.Reaches(0.5); !math.IsNaN(half) {
		fmt.Fprintf(w, "\nHalf of %s is reached at %s = %s, nine tenths at %s.", f.Parameters[0].Name, cell(c.x), place(half, math.Abs(half)), place(f.Reaches(0.9), math.Abs(half)))
	}
	_, err := fmt.Fprintf(w, "\nInterval of %s: profile likelihood; of the others: estimate ± t × se.\n"+
		"Residual sum of squares %s, AICc %s, lag-1 autocorrelation of the residuals %s.\n",
		f.Parameters[0].Name, figure(f.RSS), figure(f.AICc), figure(f.Autocorrelation))
	return err
}

// place writes an x, such as a calendar year, to the second digit of its
// standard error, or at least to hundredths.
func place(x, se float64) string {
	digits := 2
	if se > 0 && !math.IsInf(se, 0) {
		digits = min(max(digits, 1-int(math.Floor(math.Log10(se)))), 12)
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// panel fits every series of a file and writes a row for each. The file goes
// through DuckDB, so that its size does not matter.
func (c *curveCall) panel(ctx context.Context, w io.Writer, path string) error {
	source, err := tableFunction(path)
	if err != nil {
		return err
	}
	db, err := transform.Open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	unreadable := func(err error) error {
		return fmt.Errorf("%s cannot be read: %s", path, strings.Join(strings.Fields(err.Error()), " "))
	}
	header, err := db.Result(ctx, "select * from "+source+" limit 0")
	if err != nil {
		return unreadable(err)
	}
	if err := header.Close(); err != nil {
		return unreadable(err)
	}
	for _, column := range []string{c.by, c.x, c.y} {
		if !slices.Contains(header.Columns, column) {
			return fmt.Errorf("%s has no column %q; columns are: %s", path, column, strings.Join(header.Columns, ", "))
		}
	}
	name := func(column string) string { return `"` + strings.ReplaceAll(column, `"`, `""`) + `"` }
	if err := db.Exec(ctx, fmt.Sprintf(`
		create table panel as
			select coalesce(%s::varchar, '') as series, try_cast(%s as double) as x, try_cast(%s as double) as y from %s;
		create table fit (series varchar, model varchar, n bigint, k double, r double, t0 double, rss double, aicc double,
			converged boolean, reason varchar)`, name(c.by), name(c.x), name(c.y), source)); err != nil {
		return unreadable(err)
	}
	if err := curve.FitTable(ctx, db, "panel", "fit", curve.Options{Model: curve.Model(c.model), Log: c.log}); err != nil {
		return err
	}
	type count struct {
		series, fitted, distinct int
		twice                    *string
	}
	counts, err := transform.Collect(ctx, db, `
		select count(*), count(model), count(distinct series),
			(select series from fit group by series having count(*) > 1 order by min(rowid) limit 1)
		from fit`,
		func(n *count) []any { return []any{&n.series, &n.fitted, &n.distinct, &n.twice} })
	if err != nil {
		return err
	}
	n := counts[0]
	switch {
	case n.series == 0:
		return fmt.Errorf("%s has columns and no rows; add the rows to fit", path)
	case n.twice != nil:
		return fmt.Errorf("%s: series %q comes again after others; sort the rows by %s and %s", path, *n.twice, c.by, c.x)
	}
	if err := db.Exec(ctx, "copy (select * from fit order by rowid) to "+literal(c.out)+" (format parquet)"); err != nil {
		return fmt.Errorf("write %s: %s; name a file in a folder that you can write to", c.out, strings.Join(strings.Fields(err.Error()), " "))
	}
	_, err = fmt.Fprintf(w, "%d series, %d fitted, %d not (see reason); written to %s\n", n.series, n.fitted, n.series-n.fitted, cell(c.out))
	return err
}

// tableFunction is the call with which DuckDB reads the file, CSV or Parquet
// by its first bytes, and nothing but that file, whatever signs of a pattern
// its name has.
func tableFunction(path string) (string, error) {
	file, err := ingest.OpenFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("there is no file %s; name a CSV or Parquet file", path)
	case err != nil:
		return "", fmt.Errorf("%w; name a CSV or Parquet file that you can read", err)
	}
	defer file.Close()
	start := make([]byte, 4)
	if _, err := io.ReadFull(file, start); err != nil {
		return "", fmt.Errorf("%s is no CSV or Parquet file", path)
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	full = strings.NewReplacer("[", "[[]", "*", "[*]", "?", "[?]").Replace(full)
	if bytes.Equal(start, []byte("PAR1")) {
		return "read_parquet(" + literal(full) + ", hive_partitioning = false)", nil
	}
	return "read_csv(" + literal(full) + ", header = true, all_varchar = true, hive_partitioning = false)", nil
}

// literal is a text as SQL writes it.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
