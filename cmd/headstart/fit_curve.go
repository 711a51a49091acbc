package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"headstart/models/curve"
	"headstart/stored"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// curveCall is what fit curve is asked for.
type curveCall struct {
	fitCall
	x, y, by, bound, model    string
	log, inTime, widen, lower bool
	fix                       map[string]string
	at                        []string
	calendar                  string // precision of x; empty: numbers
}

func newFitCurveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "curve FILE",
		Short: "fit a growth curve: logistic, Gompertz, Bass or Richards",
		Long: `Curve reads one figure a row, y at x, with x ascending, and fits a growth curve
by least squares: of y, of ln y with --log, or of x with --in-time. x is a
number or a period, 2012-Q1, 2012-01 or 2012-01-31, which stands at its first
day; several figures may have one x. Bass's curve is fitted to adopters per
period (x at even steps, the first row being period 1), the others to the
level. auto is the logistic or the Gompertz, whichever has the lower AICc.
Richards' curve is a diagnostic of the shape; where it collapses onto the
Gompertz, that is reported.

Intervals are by profile likelihood, and widened for serial correlation of the
residuals unless --widen=false. An end that the data do not bound is 0 or ∞.
Each fit is compared with growth without a ceiling: a straight line, a power and
a logarithm of x. Where one of these fits as well, auto prints no ceiling; a
model that you name is printed with a warning.

With --by every series has a fit of its own, up to 8 of them. With --by and
--out the file is a panel of any number of series, in which the rows of a series
stand together. A row of the file says what came of each, with its intervals; a
series that cannot be fitted has its reason there, also where a cell is wrong.`,
		Example: `  headstart fit curve users.csv --x quarter --y mau --at 2027-Q4 --plot users.svg
  headstart fit curve dose.csv --x t --y density --model logistic --lower --fix r=0.5
  headstart fit curve sales.csv --x year --y adopters --model bass --json
  headstart fit curve my-panel.parquet --by id --x year --y mau --out curves.parquet`,
	}
	var call curveCall
	flags := cmd.Flags()
	flags.StringVar(&call.x, "x", "", "`column` of x, such as time, ascending: numbers, days, months (2012-01) or quarters (2012-Q1)")
	flags.StringVar(&call.y, "y", "", "`column` of y, 0 or more")
	flags.StringVar(&call.model, "model", string(curve.Auto), "`model`: logistic, gompertz, bass, richards or auto")
	flags.BoolVar(&call.log, "log", false, "least squares of ln y instead of y")
	flags.BoolVar(&call.inTime, "in-time", false, "least squares of x: each y is exact, and when it was reached is not")
	flags.BoolVar(&call.widen, "widen", true, "widen standard errors and intervals for serial correlation")
	flags.BoolVar(&call.lower, "lower", false, "estimate c, the level from which the curve rises, instead of 0")
	flags.StringToStringVar(&call.fix, "fix", nil, "`parameter=value` that is given, such as K=1000,r=0.5")
	flags.StringVar(&call.bound, "bound", "", "`column` that says of each y exact, approx, at_least or at_most")
	flags.StringSliceVar(&call.at, "at", nil, "also give the curve at these `x`, with intervals")
	flags.StringVar(&call.by, "by", "", "`column` that names the series")
	fitVerb(cmd, &call.fitCall, call.fit)
	flags.Lookup("weights").Usage = "`column` of weights of the squares, above 0"
	return cmd
}

// panelled says that the file is a panel of any number of series.
func (c *curveCall) panelled() bool { return c.by != "" && c.out != "" }

// check returns the columns to read, or what is wrong with the call.
func (c *curveCall) check() ([]string, error) {
	models := []string{"logistic", "gompertz", "bass", "richards", "auto"}
	bass := c.model == string(curve.Bass)
	for _, wrong := range []struct {
		is   bool
		what string
	}{
		{!slices.Contains(models, c.model), fmt.Sprintf("unknown model %q; use --model %s", c.model, strings.Join(models, ", "))},
		{c.log && c.inTime, "--log and --in-time both say what the errors are in; leave one out"},
		{bass && (c.log || c.inTime || c.lower || c.bound != ""), "--log, --in-time, --lower and --bound are not for bass, which is fitted to adopters per period as they are; leave them out"},
		{c.panelled() && c.json, "--json is not for a panel; its fits are in the file --out"},
		{c.panelled() && (bass || c.model == string(curve.Richards)), fmt.Sprintf("a panel is fitted with --model logistic, gompertz or auto, not %s", c.model)},
		{c.panelled() && (c.plot != "" || c.lower || len(c.at) > 0), "a panel is a table of K, r and t0; leave --plot, --lower and --at out, or --out"},
	} {
		if wrong.is {
			return nil, usageError{errors.New(wrong.what)}
		}
	}
	return fitColumns(nil, 2, "--x", c.x, "--y", c.y, "--by", c.by, "--bound", c.bound, "--weights", c.weights)
}

// curveSeries is one series of a file, and its fit.
type curveSeries struct {
	*curve.Fitted
	name     string // empty: the only one
	rows     []int
	x, y     []float64
	bounds   []int // 1 at least, -1 at most
	rivals   []curve.Rival
	why      string // it shows no ceiling; empty: it does
	predicts []curve.Prediction
	failed   error // why there is no fit; nil: there is
}

// mostSeries is how many series are printed and drawn at once.
const mostSeries = 8

// fit fits a curve to each series of the files.
func (c *curveCall) fit(ctx context.Context) (*fitting, error) {
	columns, err := c.check()
	if err != nil {
		return nil, err
	}
	c.source.Lenient = c.panelled()
	file, err := c.source.Read(ctx, columns, nil)
	if err != nil {
		return nil, err
	}
	all, err := c.split(file)
	if err != nil {
		return nil, err
	}
	x, calendar, err := file.Times(c.x)
	if err != nil {
		return nil, err
	}
	c.calendar = calendar
	y, err := file.Numbers(c.y)
	if err != nil {
		return nil, err
	}
	var weights []float64 // of squares, which may be of any size
	if c.weights != "" {
		if weights, err = file.Numbers(c.weights); err != nil {
			return nil, err
		}
	}
	var bounds []string
	if c.bound != "" {
		if bounds, err = file.Texts(c.bound); err != nil {
			return nil, err
		}
	}
	opt, at, err := c.options()
	if err != nil {
		return nil, err
	}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range all {
		work.Go(func() error {
			if s.failed = c.fitSeries(file, s, opt, x, y, weights, bounds); s.failed != nil {
				return nil
			}
			if !c.panelled() || c.model == string(curve.Auto) { // the rows of a model that is named have no place for them
				s.rivals, s.why = s.Rivals(), s.NoCeiling()
			}
			for _, u := range at {
				s.predicts = append(s.predicts, s.Predict(u))
			}
			s.describe(c)
			return ctx.Err()
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	if c.panelled() {
		return c.panel(all), nil
	}
	for _, s := range all {
		if s.failed != nil {
			return nil, s.failed
		}
	}
	return c.fitting(all), nil
}

// split returns the series of a file in the order of their first rows.
func (c *curveCall) split(file *stored.File) (all []*curveSeries, err error) {
	names := make([]string, file.Rows())
	if c.by != "" {
		if names, err = file.Texts(c.by); err != nil {
			return nil, err
		}
	}
	place := map[string]*curveSeries{}
	for row, name := range names {
		s := place[name]
		switch {
		case s == nil && len(all) == mostSeries && !c.panelled():
			return nil, fmt.Errorf("%s: column %q names more than %d series; choose some with --where, or write a row for each with --out", c.name(), c.by, mostSeries)
		case s == nil:
			s = &curveSeries{name: name}
			place[name], all = s, append(all, s)
		case c.panelled() && s.rows[len(s.rows)-1] != row-1:
			return nil, fmt.Errorf("%s: series %q comes again after others; sort the rows by %s and %s", c.name(), name, c.by, c.x)
		}
		s.rows = append(s.rows, row)
	}
	return all, nil
}

// options returns what the flags say of the fit, and the x of --at.
func (c *curveCall) options() (opt curve.Options, at []float64, err error) {
	opt = curve.Options{Model: curve.Model(c.model), Level: c.level, Log: c.log, Time: c.inTime, Widen: c.widen, Lower: c.lower}
	for name, text := range c.fix {
		value, ok := 0.0, false
		if name == "t0" {
			value, ok = stored.Time(text, c.calendar)
		} else {
			value, err = strconv.ParseFloat(text, 64)
			ok = err == nil
		}
		if !ok {
			return opt, nil, usageError{fmt.Errorf("--fix %s=%s gives %s no value; write a number, or t0 as column %q has it", name, text, name, c.x)}
		}
		if opt.Fix == nil {
			opt.Fix = map[string]float64{}
		}
		opt.Fix[name] = value
	}
	for _, text := range c.at {
		value, ok := stored.Time(text, c.calendar)
		if !ok {
			return opt, nil, usageError{fmt.Errorf("--at %s is not an x as column %q has them; write it as there", text, c.x)}
		}
		at = append(at, value)
	}
	return opt, at, nil
}

// fitSeries fits one series, whose rows are known.
func (c *curveCall) fitSeries(file *stored.File, s *curveSeries, opt curve.Options, x, y, weights []float64, bounds []string) (err error) {
	for _, row := range s.rows {
		s.x, s.y = append(s.x, x[row]), append(s.y, y[row])
		if weights != nil {
			opt.Weights = append(opt.Weights, weights[row])
		}
		if bounds == nil {
			continue
		}
		bound, ok := map[string]int{"exact": 0, "approx": 0, "at_least": 1, "at_most": -1}[bounds[row]]
		if !ok {
			return fmt.Errorf("%s: column %q is %q; write exact, approx, at_least or at_most", file.Where(row), c.bound, bounds[row])
		}
		s.bounds = append(s.bounds, bound)
		opt.AtLeast, opt.AtMost = append(opt.AtLeast, bound > 0), append(opt.AtMost, bound < 0)
	}
	if !slices.Contains(s.bounds, 1) {
		opt.AtLeast = nil
	}
	if !slices.Contains(s.bounds, -1) {
		opt.AtMost = nil
	}
	s.Fitted, err = curve.Fit(s.x, s.y, opt)
	var wrong *curve.RowError
	if !errors.As(err, &wrong) {
		return err
	}
	reason := wrong.Reason
	for letter, column := range map[string]string{"x ": c.x, "y ": c.y} {
		if rest, ok := strings.CutPrefix(reason, letter); ok {
			reason = fmt.Sprintf("column %q %s", column, rest)
			break
		}
	}
	where := c.name()
	if wrong.Row >= 0 {
		where = file.Where(s.rows[wrong.Row])
	} else if c.by != "" {
		where += fmt.Sprintf(": series %q", s.name)
	}
	return fmt.Errorf("%s: %s", where, reason)
}
