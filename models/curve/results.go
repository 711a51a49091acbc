package curve

import (
	"context"
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
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
	segments, err := Segments(ctx, db)
	if err != nil {
		return err
	}
	launched, err := launches(ctx, db)
	if err != nil {
		return err
	}
	var all []*fits
	for _, s := range segments {
		if n := s.Peak(); n >= least {
			all = append(all, &fits{Segment: s, up: s.Before(n), launch: launched[[2]string{s.Platform, s.Market}]})
		}
	}
	iter.ForEach(all, func(s **fits) { (*s).fit() })
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

// fits are the curves of a series up to its highest figure.
type fits struct {
	Segment
	up      Figures
	launch  time.Time // zero: not known
	results []result
}

// result is a fit, or the reason why there is none.
type result struct {
	model     Model
	fitted    *Fitted // nil where there is none
	reason    string
	preferred bool
	points    [][]any
}

// launches returns the day on which each platform was launched in a market.
// Where no launch is of the world, the first of all is.
func launches(ctx context.Context, db *transform.DB) (map[[2]string]time.Time, error) {
	type launch struct {
		of [2]string
		on time.Time
	}
	found, err := transform.Collect(ctx, db, `
		select platform_id, market, chosen_start from launch where chosen_start is not null
		union all
		select platform_id, 'WLD', min(chosen_start) from launch group by platform_id having count(*) filter (market = 'WLD') = 0 and min(chosen_start) is not null`,
		func(l *launch) []any { return []any{&l.of[0], &l.of[1], &l.on} })
	days := map[[2]string]time.Time{}
	for _, l := range found {
		days[l.of] = l.on
	}
	return days, err
}

// options are those of the rule.
func (s *fits) options(m Model) Options {
	opt := s.up.Options(m)
	opt.Level, opt.Widen, opt.Intervals = transform.Level, true, 2 // K and r are those that curve has
	return opt
}

// last is the day of the highest figure.
func (s *fits) last() time.Time { return s.On[len(s.up.X)-1] }

// fit fits all models.
func (s *fits) fit() {
	for _, m := range []Model{Logistic, Gompertz, Richards} {
		s.add(m, func() (*Fitted, error) {
			if m == Richards && len(s.up.X) < shape {
				return nil, wrong(-1, "%d figures are too few to identify the shape of a curve", len(s.up.X))
			}
			return Fit(s.up.X, s.up.Value, s.options(m))
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
	if s.Metric == "registered" && !s.launch.IsZero() {
		s.add(Bass, s.bass)
	}
}

func (s *fits) add(m Model, fit func() (*Fitted, error)) {
	f, err := fit()
	switch {
	case err != nil:
		s.results = append(s.results, result{model: m, reason: err.Error()})
	case f.Model != m:
		s.results = append(s.results, result{model: m, reason: f.Warnings[0]})
	case !f.Converged:
		s.results = append(s.results, result{model: m, reason: "no minimum found: the figures do not determine the curve"})
	default:
		n := len(s.up.X) - 1
		if over := s.up.Value[n]/f.At(s.up.X[n]) - 1; over > 0.1 && m != Bass {
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
func (s *fits) bass() (*Fitted, error) {
	var ends, adopted []float64
	before := 0.0
	for i, x := range s.up.X {
		since := x + s.On[0].Sub(s.launch).Hours()/24/yearDays
		if y := s.up.Value[i]; !s.AtLeast[i] && y > before && since > 0 {
			ends, adopted, before = append(ends, since), append(adopted, y), y
		}
	}
	return adoption(ends, adopted, Options{Model: Bass, Level: transform.Level, Widen: true, Intervals: 1})
}

// points returns the rows of curve_point of a logistic or Gompertz.
func (s *fits) points(f *Fitted) [][]any {
	if f.Model != Logistic && f.Model != Gompertz {
		return nil
	}
	var rows [][]any
	month := time.Date(s.On[0].Year(), s.On[0].Month(), 1, 0, 0, 0, 0, time.UTC)
	for at := f.predictor(); ; month = month.AddDate(0, 1, 0) {
		on := month.AddDate(0, 1, -1)
		if on.After(s.last().AddDate(0, ahead, 0)) {
			return rows
		}
		p := at(on.Sub(s.On[0]).Hours() / 24 / yearDays)
		rows = append(rows, s.Columns(string(f.Model), month, p.Value, p.Lower, p.Upper, transform.Level, on.After(s.last())))
	}
}

// row is the row of curve.
func (s *fits) row(r result) []any {
	var peak, fall any
	after := len(s.X) - len(s.up.X)
	if after > 0 {
		highest := s.Value[len(s.up.X)-1]
		peak, fall = s.last(), (highest-s.Value[len(s.X)-1])/highest
	}
	span := []any{s.On[0], s.last(), peak, int64(after), fall}
	f := r.fitted
	if f == nil {
		return slices.Concat(s.Columns(string(r.model), "not_fitted", r.reason, r.preferred, nil, int64(len(s.up.X)), nil), span, make([]any, 22))
	}
	k, v, share := f.Parameters[0], f.Parameters[1], f.share()
	rate := []any{v.Value, v.SE, v.Lower, v.Upper}
	var inflection, nu, p, q any
	switch inflection = day(s.On[0], f.inflection()); r.model {
	case Bass:
		rate, p, q = make([]any, 4), v.Value, f.Parameters[2].Value
		inflection = day(s.launch, bassPeak(v.Value, f.Parameters[2].Value))
	case Richards:
		nu = f.Parameters[3].Value
	}
	return slices.Concat(
		s.Columns(string(r.model), "fitted", nil, r.preferred, f.sample.response.String(), int64(f.N), int64(f.Censored)), span,
		[]any{k.Value, k.SE, k.Lower, k.Upper, s.knows(k, share), share}, rate,
		[]any{inflection, f.doubling(), nu, p, q, f.Level, f.RSS, f.AICc, f.Autocorrelation, f.Widening, f.Converged, transform.Words(f.Warnings...)})
}

// knows says whether the data know a ceiling well enough to print it: its
// interval is bounded, the curve is past half of it, and the highest figure has
// not passed it by more than a fiftieth.
func (s *fits) knows(k Parameter, share float64) bool {
	return k.Upper < math.Inf(1) && share > 0.5 && k.Value >= 0.98*s.Value[len(s.up.X)-1]
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
