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
	"headstart/models/likelihood"
	"headstart/stored"

	"golang.org/x/sync/errgroup"
)

// curveCall is what fit curve is asked for.
type curveCall struct {
	fitCall
	X, Y, By, Bound, Model    string
	Log, InTime, Widen, Lower bool
	Fix                       map[string]string
	At                        []string
	calendar                  string // precision of x; empty: numbers
}

// panelled says that the file is a panel of any number of series.
func (c *curveCall) panelled() bool { return c.By != "" && c.Out != "" }

func (c *curveCall) check() (columns, _ []string, err error) {
	models := []string{"logistic", "gompertz", "bass", "richards", "auto"}
	bass := c.Model == string(curve.Bass)
	err = refuse(
		fault{!slices.Contains(models, c.Model), fmt.Sprintf("unknown model %q; use --model %s", c.Model, strings.Join(models, ", "))},
		fault{c.Log && c.InTime, "--log and --in-time both say what the errors are in; leave one out"},
		fault{bass && (c.Log || c.InTime || c.Lower || c.Bound != ""), "--log, --in-time, --lower and --bound are not for bass, which is fitted to adopters per period as they are; leave them out"},
		fault{c.panelled() && c.JSON, "--json is not for a panel; its fits are in the file --out"},
		fault{c.panelled() && (bass || c.Model == string(curve.Richards)), fmt.Sprintf("a panel is fitted with --model logistic, gompertz or auto, not %s", c.Model)},
		fault{c.panelled() && (c.Plot != "" || c.Lower || len(c.At) > 0), "a panel is a table of K, r and t0; leave --plot, --lower and --at out, or --out"},
	)
	if err != nil {
		return nil, nil, err
	}
	c.Lenient = c.panelled()
	columns, err = fitColumns(nil, 2, "--x", c.X, "--y", c.Y, "--by", c.By, "--bound", c.Bound, "--weights", c.Weights)
	return columns, nil, err
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
func (c *curveCall) fit(ctx context.Context, file *stored.File) (*fitting, error) {
	all, err := c.split(file)
	if err != nil {
		return nil, err
	}
	x, calendar, err := file.Times(c.X)
	if err != nil {
		return nil, err
	}
	c.calendar = calendar
	y := cells(&err, file.Numbers, c.Y)
	weights := cells(&err, file.Numbers, c.Weights) // of squares, which may be of any size
	bounds := cells(&err, file.Texts, c.Bound)
	if err != nil {
		return nil, err
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
			if !c.panelled() || c.Model == string(curve.Auto) { // the rows of a model that is named have no place for them
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
	if c.By != "" {
		if names, err = file.Texts(c.By); err != nil {
			return nil, err
		}
	}
	place := map[string]*curveSeries{}
	for row, name := range names {
		s := place[name]
		switch {
		case s == nil && len(all) == mostSeries && !c.panelled():
			return nil, fmt.Errorf("%s: column %q names more than %d series; choose some with --where, or write a row for each with --out", c.Name(), c.By, mostSeries)
		case s == nil:
			s = &curveSeries{name: name}
			place[name], all = s, append(all, s)
		case c.panelled() && s.rows[len(s.rows)-1] != row-1:
			return nil, fmt.Errorf("%s: series %q comes again after others; sort the rows by %s and %s", c.Name(), name, c.By, c.X)
		}
		s.rows = append(s.rows, row)
	}
	return all, nil
}

// options returns what the flags say of the fit, and the x of --at.
func (c *curveCall) options() (opt curve.Options, at []float64, err error) {
	opt = curve.Options{Model: curve.Model(c.Model), Level: c.Level, Log: c.Log, Time: c.InTime, Widen: c.Widen, Lower: c.Lower}
	for name, text := range c.Fix {
		value, ok := 0.0, false
		if name == "t0" {
			value, ok = stored.Time(text, c.calendar)
		} else {
			value, err = strconv.ParseFloat(text, 64)
			ok = err == nil
		}
		if !ok {
			return opt, nil, usageError{fmt.Errorf("--fix %s=%s gives %s no value; write a number, or t0 as column %q has it", name, text, name, c.X)}
		}
		if opt.Fix == nil {
			opt.Fix = map[string]float64{}
		}
		opt.Fix[name] = value
	}
	for _, text := range c.At {
		value, ok := stored.Time(text, c.calendar)
		if !ok {
			return opt, nil, usageError{fmt.Errorf("--at %s is not an x as column %q has them; write it as %s", text, c.X, stored.Period(2012, c.calendar))}
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
			return fmt.Errorf("%s: column %q is %q; write exact, approx, at_least or at_most", file.Where(row), c.Bound, bounds[row])
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
	var wrong *likelihood.RowError
	if !errors.As(err, &wrong) {
		return err
	}
	reason := wrong.Reason
	for letter, column := range map[string]string{"x ": c.X, "y ": c.Y} {
		if rest, ok := strings.CutPrefix(reason, letter); ok {
			reason = fmt.Sprintf("column %q %s", column, rest)
			break
		}
	}
	where := c.Name()
	if wrong.Row >= 0 {
		where = file.Where(s.rows[wrong.Row])
	} else if c.By != "" {
		where += fmt.Sprintf(": series %q", s.name)
	}
	return fmt.Errorf("%s: %s", where, reason)
}
