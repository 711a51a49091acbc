package curve

import (
	"context"
	"embed"
	"fmt"
	"math"
	"slices"

	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
)

//go:embed sql/ceiling
var ceilingFiles embed.FS

// Figures up to the highest that a ceiling needs, as many as a forecast.
const leastCeiling = 8

// Ceilings makes the relations ceiling_estimate, ceiling_backtest and ceiling:
// what the curves of the series of curve_series say of their ceilings, averaged,
// at the end of each year and today, how that has held, and whether it agrees
// with the relation forecast. It runs after Run and after the forecasts.
func Ceilings(ctx context.Context, db *transform.DB) error {
	if err := db.Build(ctx, ceilingFiles, "sql/ceiling/estimate"); err != nil {
		return err
	}
	if err := estimateCeilings(ctx, db); err != nil {
		return err
	}
	return db.Build(ctx, ceilingFiles, "sql/ceiling")
}

// origins returns after how many figures ceilings are estimated: after the last
// one of each calendar year, and after the last of all.
func (s Segment) origins() (figures []int) {
	for n := 1; n <= len(s.On); n++ {
		if n == len(s.On) || s.On[n].Year() > s.On[n-1].Year() {
			figures = append(figures, n)
		}
	}
	return figures
}

// ceilings returns the rows of ceiling_estimate of one series: of each origin
// with figures enough up to the highest. After a peak the curves are the same for
// one origin after the other.
func (s Segment) ceilings(ctx context.Context) (rows [][]any, err error) {
	up := 0
	var estimate []any
	for _, n := range s.origins() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		peak := s.Before(n).Peak()
		if peak < leastCeiling {
			continue
		}
		if peak != up {
			up, estimate = peak, s.Before(peak).ceiling()
		}
		rows = append(rows, slices.Concat(s.Columns(s.On[n-1], int64(n)), estimate))
	}
	return rows, nil
}

// ceiling returns what ceiling_estimate says of figures up to their highest.
func (f Figures) ceiling() []any {
	highest := f.Value[len(f.X)-1]
	row := []any{int64(len(f.X)), highest}
	f = f.Thin()
	var fits [2]*Fitted
	for i, m := range []Model{Logistic, Gompertz} {
		opt := f.Options(m)
		opt.Level, opt.Widen, opt.Intervals = transform.Level, true, 1
		fits[i], _ = Fit(f.X, f.Value, opt) // nil with the error: not weighed
	}
	var a average
	ok := fits[0].weighs() || fits[1].weighs()
	if ok { // or else there is nothing to hold growth without a ceiling against
		a, ok = averaged(fits[0], fits[1], newSample(f.X, f.Value, f.Options(Auto)).trend(), transform.Level)
	}
	if !ok {
		return append(row, nil, nil, nil, transform.Level, nil, nil, nil, false, "no growth curve fits: the figures do not determine one")
	}
	reason := a.unprinted(highest)
	return append(row, a.ceiling, a.lower, a.upper, transform.Level, a.logistic, a.gompertz, a.none, reason == "", transform.Words(reason))
}

// unprinted says why a ceiling is not to be printed; empty: it is.
func (a average) unprinted(highest float64) string {
	switch {
	case a.none > 0.5:
		return fmt.Sprintf("growth without a ceiling fits better (weight %.2f)", a.none)
	case math.IsInf(a.ceiling, 1):
		return "no finite ceiling"
	case highest <= 0.5*a.ceiling:
		return fmt.Sprintf("the highest figure is at %.0f%% of it: below half, a ceiling is a guess", 100*highest/a.ceiling)
	case math.IsInf(a.upper, 1):
		return fmt.Sprintf("not bounded above (weight of growth without a ceiling: %.2f)", a.none)
	case a.ceiling < 0.98*highest:
		return fmt.Sprintf("the highest figure is %.0f%% above it", 100*(highest/a.ceiling-1))
	}
	return ""
}

func estimateCeilings(ctx context.Context, db *transform.DB) error {
	all, err := Segments(ctx, db)
	if err != nil {
		return err
	}
	rows, err := iter.MapErr(all, func(s *Segment) ([][]any, error) { return s.ceilings(ctx) })
	if err != nil {
		return err
	}
	return db.Append(ctx, "ceiling_estimate", slices.Values(slices.Concat(rows...)))
}
