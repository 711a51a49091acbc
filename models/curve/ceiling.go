package curve

import (
	"context"
	"embed"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
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

// growing is a series with all its figures.
type growing struct {
	platform, metric, market, definition string

	on      []time.Time
	x, y    []float64
	atLeast []bool
	round   []bool
}

// origins returns after how many figures ceilings are estimated: after the last
// one of each calendar year, and after the last of all.
func (g *growing) origins() (figures []int) {
	for n := 1; n <= len(g.on); n++ {
		if n == len(g.on) || g.on[n].Year() > g.on[n-1].Year() {
			figures = append(figures, n)
		}
	}
	return figures
}

// ceilings returns the rows of ceiling_estimate of one series: of each origin
// with figures enough up to the highest. After a peak the curves are the same for
// one origin after the other.
func (g *growing) ceilings(ctx context.Context) (rows [][]any, err error) {
	peak, seen := 0, 0
	var estimate []any
	for _, n := range g.origins() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		higher := false
		for ; seen < n; seen++ {
			if g.y[seen] >= g.y[peak] {
				peak, higher = seen, true
			}
		}
		if peak+1 < leastCeiling {
			continue
		}
		if higher || estimate == nil {
			estimate = g.estimate(peak)
		}
		rows = append(rows, append([]any{g.platform, g.metric, g.market, g.definition, g.on[n-1], int64(n)}, estimate...))
	}
	return rows, nil
}

// estimate returns what ceiling_estimate says of the figures up to a peak.
func (g *growing) estimate(peak int) []any {
	s := segment{x: g.x[:peak+1], y: g.y[:peak+1], atLeast: g.atLeast[:peak+1]}
	for _, round := range g.round[:peak+1] {
		if round {
			s.round++
		}
	}
	row := []any{int64(len(s.x)), g.y[peak]}
	var fits [2]*Fitted
	for i, m := range []Model{Logistic, Gompertz} {
		opt := s.options(m)
		opt.Ceiling = true
		fits[i], _ = Fit(s.x, s.y, opt) // nil with the error: not weighed
	}
	a, ok := averaged(fits[0], fits[1], trendAICc(s.x, s.y, s.options(Auto)), transform.Level)
	if !ok {
		return append(row, nil, nil, nil, transform.Level, nil, nil, nil, false, "no growth curve fits: the figures do not determine one")
	}
	reason := g.unprinted(a, g.y[peak])
	var why any
	if reason != "" {
		why = reason
	}
	return append(row, a.ceiling, a.lower, a.upper, transform.Level, a.logistic, a.gompertz, a.none, reason == "", why)
}

// unprinted says why a ceiling is not to be printed; empty: it is.
func (g *growing) unprinted(a average, highest float64) string {
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
	type figure struct {
		growing
		on       time.Time
		x, value float64
		at       string
		round    bool
	}
	figures, err := transform.Collect(ctx, db, `
		select platform_id, metric, market, definition_id, placed_on, x, value, qualifier, round
		from curve_series
		order by platform_id, metric, market, definition_id, placed_on`,
		func(f *figure) []any {
			return []any{&f.platform, &f.metric, &f.market, &f.definition, &f.on, &f.x, &f.value, &f.at, &f.round}
		})
	if err != nil {
		return err
	}
	var all []*growing
	for _, f := range figures {
		if f.x == 0 {
			all = append(all, &growing{platform: f.platform, metric: f.metric, market: f.market, definition: f.definition})
		}
		g := all[len(all)-1]
		g.on, g.x, g.y = append(g.on, f.on), append(g.x, f.x), append(g.y, f.value)
		g.atLeast, g.round = append(g.atLeast, f.at == "at_least"), append(g.round, f.round)
	}
	rows := make([][][]any, len(all))
	work, inTime := errgroup.WithContext(ctx)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, g := range all {
		work.Go(func() (err error) {
			rows[i], err = g.ceilings(inTime)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	return db.Append(ctx, "ceiling_estimate", slices.Values(slices.Concat(rows...)))
}
