package curve

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

//go:embed sql/*.sql
var files embed.FS

const (
	least    = 5  // figures up to the highest that a curve is fitted to
	shape    = 12 // figures that Richards' curve needs to tell of the shape
	yearDays = 365.25
	ahead    = 24 // months of curve_point beyond the last figure
)

// Run makes the relations curve_series, curve and curve_point.
func Run(ctx context.Context, db *transform.DB) error {
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	all, err := segments(ctx, db)
	if err != nil {
		return err
	}
	var work errgroup.Group
	work.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range all {
		work.Go(func() error { s.fit(); return nil })
	}
	if err := work.Wait(); err != nil {
		return err
	}
	var curves, points [][]any
	for _, s := range all {
		for _, r := range s.results {
			curves = append(curves, s.row(r))
			points = append(points, r.points...)
		}
	}
	if err := db.Append(ctx, "curve", slices.Values(curves)); err != nil {
		return err
	}
	return db.Append(ctx, "curve_point", slices.Values(points))
}

// segment is a series up to its highest figure, and what comes after.
type segment struct {
	platform, metric, market, definition string

	first, last  time.Time
	launch       sql.NullTime
	x, y         []float64
	atLeast      []bool
	round, after int
	final        float64 // the last figure of all
	results      []result
}

// result is a fit, or the reason why there is none.
type result struct {
	model     Model
	fitted    *Fitted // nil where there is none
	reason    string
	preferred bool
	points    [][]any
}

// segments returns the series with figures enough, by their keys.
func segments(ctx context.Context, db *transform.DB) ([]*segment, error) {
	type figure struct {
		segment
		on            time.Time
		x, value      float64
		qualifier     string
		round, fitted bool
	}
	figures, err := transform.Collect(ctx, db, `
		with launched as (
			select platform_id, market, chosen_start as launched_on from launch
			union all
			select platform_id, 'WLD', min(chosen_start) from launch group by platform_id having count(*) filter (market = 'WLD') = 0
		)
		select s.platform_id, s.metric, s.market, s.definition_id, launched.launched_on, s.placed_on, s.x, s.value, s.qualifier, s.round, s.used = 'fitted'
		from curve_series as s
		left join launched on launched.platform_id = s.platform_id and launched.market = s.market
		order by s.platform_id, s.metric, s.market, s.definition_id, s.placed_on`,
		func(f *figure) []any {
			return []any{&f.platform, &f.metric, &f.market, &f.definition, &f.launch, &f.on, &f.x, &f.value, &f.qualifier, &f.round, &f.fitted}
		})
	if err != nil {
		return nil, err
	}
	var all []*segment
	for _, f := range figures {
		if f.x == 0 {
			s := f.segment
			s.first = f.on
			all = append(all, &s)
		}
		s := all[len(all)-1]
		s.final = f.value
		if !f.fitted {
			s.after++
			continue
		}
		s.last = f.on
		s.x, s.y, s.atLeast = append(s.x, f.x), append(s.y, f.value), append(s.atLeast, f.qualifier == "at_least")
		if f.round {
			s.round++
		}
	}
	return slices.DeleteFunc(all, func(s *segment) bool { return len(s.x) < least }), nil
}

// options are those of the rule: errors in time for milestones, in logs for a
// series that spans more than ten to one.
func (s *segment) options(m Model) Options {
	opt := Options{Model: m, Level: transform.Level, AtLeast: s.atLeast, Widen: true}
	opt.Time = 2*s.round > len(s.x)
	opt.Log = !opt.Time && slices.Max(s.y) > 10*slices.Min(s.y)
	return opt
}

// fit fits all models.
func (s *segment) fit() {
	for _, m := range []Model{Logistic, Gompertz, Richards} {
		s.add(m, func() (*Fitted, error) {
			if m == Richards && len(s.x) < shape {
				return nil, wrong(-1, "%d figures are too few to identify the shape of a curve", len(s.x))
			}
			return Fit(s.x, s.y, s.options(m))
		})
	}
	logistic, gompertz := &s.results[0], &s.results[1]
	switch {
	case logistic.fitted == nil || gompertz.fitted == nil:
		logistic.preferred, gompertz.preferred = logistic.fitted != nil, gompertz.fitted != nil
	case gompertz.fitted.better(logistic.fitted):
		gompertz.preferred = true
	default:
		logistic.preferred = true
	}
	if logistic.fitted != nil && gompertz.fitted != nil {
		logistic.doubt(gompertz.fitted)
		gompertz.doubt(logistic.fitted)
	}
	if s.metric == "registered" && s.launch.Valid {
		s.add(Bass, s.bass)
	}
}

func (s *segment) add(m Model, fit func() (*Fitted, error)) {
	f, err := fit()
	switch {
	case err != nil:
		s.results = append(s.results, result{model: m, reason: err.Error()})
	case f.Model != m:
		s.results = append(s.results, result{model: m, reason: f.Warnings[0]})
	case !f.Converged:
		s.results = append(s.results, result{model: m, reason: "no minimum found: the figures do not determine the curve"})
	default:
		if over := slices.Max(s.y)/f.At(s.x[len(s.x)-1]) - 1; over > 0.1 && m != Bass {
			f.Warnings = append(f.Warnings, fmt.Sprintf("the highest figure is %.0f%% above the curve, which does not describe the end of the series", 100*over))
		}
		s.results = append(s.results, result{model: m, fitted: f, points: s.points(f)})
	}
}

// doubt warns where another curve, which the data like as well, has a ceiling
// outside the interval of this one.
func (r result) doubt(other *Fitted) {
	own, its := r.fitted.Parameters[0], other.Parameters[0]
	if math.Abs(other.AICc-r.fitted.AICc) < 2 && !(own.Lower <= its.Value && its.Value <= own.Upper) {
		r.fitted.Warnings = append(r.fitted.Warnings, fmt.Sprintf("the %s curve fits about as well, with a ceiling of %s", other.Model, ceilingText(its.Value)))
	}
}

// ceilingText writes a ceiling with three digits.
func ceilingText(k float64) string {
	if math.IsInf(k, 1) {
		return "no finite size"
	}
	return strconv.FormatFloat(k, 'g', 3, 64)
}

// bass fits the adopters since the figure before, or since launch.
func (s *segment) bass() (*Fitted, error) {
	var ends, adopted []float64
	before := 0.0
	for i, x := range s.x {
		since := x + s.first.Sub(s.launch.Time).Hours()/24/yearDays
		if !s.atLeast[i] && s.y[i] > before && since > 0 {
			ends, adopted, before = append(ends, since), append(adopted, s.y[i]), s.y[i]
		}
	}
	return adoption(ends, adopted, Options{Model: Bass, Level: transform.Level, Widen: true})
}

// points returns the rows of curve_point of a logistic or Gompertz.
func (s *segment) points(f *Fitted) [][]any {
	if f.Model != Logistic && f.Model != Gompertz {
		return nil
	}
	var rows [][]any
	month := time.Date(s.first.Year(), s.first.Month(), 1, 0, 0, 0, 0, time.UTC)
	until := s.last.AddDate(0, ahead, 0)
	for at := f.predictor(transform.Level); ; {
		next := month.AddDate(0, 1, 0)
		on := next.AddDate(0, 0, -1)
		if on.After(until) {
			return rows
		}
		x := on.Sub(s.first).Hours() / 24 / yearDays
		p := at(x)
		rows = append(rows, []any{s.platform, s.metric, s.market, s.definition, string(f.Model), month,
			p.Value, p.Lower, p.Upper, transform.Level, on.After(s.last)})
		month = next
	}
}

// row is the row of curve.
func (s *segment) row(r result) []any {
	key := []any{s.platform, s.metric, s.market, s.definition, string(r.model)}
	var peak, fall any
	if s.after > 0 {
		highest := slices.Max(s.y)
		peak, fall = s.last, (highest-s.final)/highest
	}
	span := []any{s.first, s.last, peak, int64(s.after), fall}
	f := r.fitted
	if f == nil {
		row := append(key, "not_fitted", r.reason, r.preferred, nil, int64(len(s.x)), nil)
		return append(append(row, span...), make([]any, 22)...)
	}
	row := append(key, "fitted", nil, r.preferred, f.sample.response.String(), int64(f.N), int64(f.Censored))
	row = append(row, span...)
	k := f.Parameters[0]
	share := f.share()
	row = append(row, k.Value, k.SE, k.Lower, k.Upper, s.knows(k, share), share)
	rate, nu, p, q := make([]any, 4), any(nil), any(nil), any(nil)
	var inflection any
	if v := f.Parameters[1]; r.model == Bass {
		p, q = v.Value, f.Parameters[2].Value
		inflection = day(s.launch.Time, bassPeak(v.Value, f.Parameters[2].Value))
	} else {
		rate = []any{v.Value, v.SE, v.Lower, v.Upper}
		inflection = day(s.first, f.inflection())
		if r.model == Richards {
			nu = f.Parameters[3].Value
		}
	}
	var warnings any
	if len(f.Warnings) > 0 {
		warnings = strings.Join(f.Warnings, "; ")
	}
	row = append(row, rate...)
	return append(row, inflection, f.doubling(), nu, p, q, f.Level, f.RSS, f.AICc, f.Autocorrelation, f.Widening, f.Converged, warnings)
}

// knows says whether the data know a ceiling well enough to print it: its
// interval is bounded, the curve is past half of it, and the highest figure has
// not passed it by more than a fiftieth.
func (s *segment) knows(k Parameter, share float64) bool {
	return k.Upper < math.Inf(1) && share > 0.5 && k.Value >= 0.98*slices.Max(s.y)
}

// day is the date x years after another, or null beyond 1970 to 2100.
func day(origin time.Time, x float64) any {
	if !(math.Abs(x) < 300) {
		return nil
	}
	on := origin.AddDate(0, 0, int(math.Round(x*yearDays)))
	if on.Year() < 1970 || on.Year() > 2100 {
		return nil
	}
	return on
}
