package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"headstart/transform"
)

// segment is what one curve is fitted to: the figures of one platform under
// one metric, market and definition.
type segment struct{ platform, metric, market, definition string }

func (s *segment) fields() []any { return []any{&s.platform, &s.metric, &s.market, &s.definition} }

// what says what is counted, where it is not the monthly users of the world.
func (s segment) what() string {
	var out []string
	switch s.metric {
	case "mau":
	case "dau":
		out = append(out, "daily")
	case "wau":
		out = append(out, "weekly")
	case "registered":
		out = append(out, "accounts")
	default:
		out = append(out, drawable(s.metric))
	}
	if s.market != "WLD" {
		out = append(out, drawable(marketName(s.market)))
	}
	return strings.Join(out, ", ")
}

// named is a name with what is counted.
func (s segment) named(name string) string {
	if what := s.what(); what != "" {
		return name + " (" + what + ")"
	}
	return name
}

// fitRow is a curve fitted to a series up to its peak.
type fitRow struct {
	segment
	name         string
	model        string // logistic or gompertz
	preferred    bool   // the lower AICc of the two
	response     string // level, log or time
	n            int
	lastOn       time.Time       // of the last figure fitted
	last         float64         // the highest figure
	after        int             // figures after the peak, left out
	fall         sql.NullFloat64 // how far the last of them is below it
	ceiling      sql.NullFloat64 // null: none in sight
	lower, upper sql.NullFloat64 // of the ceiling; no upper: not bounded above
	printed      bool            // past the inflection and bounded
	share        sql.NullFloat64 // of the ceiling, at the last figure
	doubling     sql.NullFloat64 // years, at the last figure
	level        float64
}

func (r *fitRow) fields() []any {
	return append(r.segment.fields(), &r.name, &r.model, &r.preferred, &r.response, &r.n, &r.lastOn, &r.last, &r.after, &r.fall,
		&r.ceiling, &r.lower, &r.upper, &r.printed, &r.share, &r.doubling, &r.level)
}

// figureRow is a figure of a fitted series.
type figureRow struct {
	segment
	on        time.Time
	value     float64
	qualifier string
	fitted    bool // false: after the peak
	publisher string
}

func (r *figureRow) fields() []any {
	return append(r.segment.fields(), &r.on, &r.value, &r.qualifier, &r.fitted, &r.publisher)
}

// fittedPoint is the value of a fitted curve on the last day of a month.
type fittedPoint struct {
	segment
	model        string
	on           time.Time
	value        float64
	lower, upper sql.NullFloat64 // null: the figures do not determine the curve
	projected    bool            // after the last figure fitted
}

func (r *fittedPoint) fields() []any {
	return append(r.segment.fields(), &r.model, &r.on, &r.value, &r.lower, &r.upper, &r.projected)
}

func curvesChart(ctx context.Context, db *transform.DB) (Chart, error) {
	fits, err := collect(ctx, db, "chart_curves", (*fitRow).fields)
	if err != nil {
		return Chart{}, err
	}
	figures, err := collect(ctx, db, "chart_curves_figures", (*figureRow).fields)
	if err != nil {
		return Chart{}, err
	}
	points, err := collect(ctx, db, "chart_curves_points", (*fittedPoint).fields)
	return drawFits(fits, figures, points), err
}

// fitPanel is one series with the curves fitted to it, the preferred first.
type fitPanel struct {
	segment
	name    string
	fits    []fitRow
	figures []figureRow
	points  map[string][]fittedPoint // by model
}

func (p fitPanel) best() fitRow         { return p.fits[0] }
func (p fitPanel) curve() []fittedPoint { return p.points[p.fits[0].model] }

// mostPanels is how many series are drawn.
const mostPanels = 9

// fewFigures is below how many figures a series gives way to others.
const fewFigures = 8

// fitPanels gathers what belongs to each series, in the order of the page:
// monthly users first, those with the most figures before the others.
func fitPanels(fits []fitRow, figures []figureRow, points []fittedPoint) []fitPanel {
	var out []fitPanel
	place := map[segment]int{}
	for _, r := range fits {
		i, ok := place[r.segment]
		if !ok {
			i = len(out)
			place[r.segment] = i
			out = append(out, fitPanel{segment: r.segment, name: displayName(r.name, r.platform), points: map[string][]fittedPoint{}})
		}
		out[i].fits = append(out[i].fits, r)
	}
	for _, r := range figures {
		if i, ok := place[r.segment]; ok {
			out[i].figures = append(out[i].figures, r)
		}
	}
	for _, r := range points {
		if i, ok := place[r.segment]; ok {
			out[i].points[r.model] = append(out[i].points[r.model], r)
		}
	}
	for i := range out {
		sort.SliceStable(out[i].fits, func(a, b int) bool { return out[i].fits[a].preferred && !out[i].fits[b].preferred })
	}
	out = slices.DeleteFunc(out, func(p fitPanel) bool { return len(p.figures) == 0 })
	rank := func(p fitPanel) int {
		switch n := p.best().n; {
		case n < fewFigures:
			return 2
		case p.metric != "mau":
			return 1
		}
		return 0
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := rank(out[i]), rank(out[j])
		return a < b || a == b && out[i].best().n > out[j].best().n
	})
	return out
}

func drawFits(fits []fitRow, figures []figureRow, points []fittedPoint) Chart {
	chart := Chart{
		Name:     "curves",
		Title:    "growth curves",
		Subtitle: "Users against time, with the logistic and Gompertz curves fitted to them",
		Data: Table{Columns: []string{"kind", "platform_id", "platform", "metric", "market", "definition_id", "model", "on", "value", "lower", "upper",
			"qualifier", "n", "preferred"}},
	}
	panels := fitPanels(fits, figures, points)
	if len(panels) == 0 {
		return chart.empty("no series has figures enough for a curve in this run")
	}
	all := len(panels)
	panels = panels[:min(mostPanels, all)]
	var publishers []string
	n, after, identified := 0, 0, 0
	readings := ""
	for _, p := range panels {
		chart.Data.Rows = append(chart.Data.Rows, p.table()...)
		f := p.best()
		n, after = n+f.n, after+f.after
		if f.told() {
			identified++
		}
		for _, r := range p.figures {
			publishers = append(publishers, r.publisher)
		}
		readings += " " + p.sentence()
	}
	level := percent(panels[0].best().level)
	chart.Title = curvesTitle(panels, identified)
	chart.Subtitle = fmt.Sprintf("Users, with two S-curves fitted up to the peak: thick the one with the lower AICc and its %s band, dashed what is projected. "+
		"Grey marks: about; triangles: at least", level)
	if after > 0 {
		chart.Subtitle += "; hollow: after the peak"
	}
	chart.Alt = fmt.Sprintf("Small charts of users against time with fitted logistic and Gompertz curves. %s.", chart.Title) + readings
	chart.Caption = strings.TrimSpace(fmt.Sprintf("%s n = %s of %s%s, monthly users of the world unless said otherwise. "+
		"Right of a plot: the ceiling with its %s profile interval, where it is past the inflection and bounded.",
		sourceLine(publishers), number(n, "figure"), platformsInWords(len(panels)), more(all, len(panels)), level))
	chart.bodyHeight = fitGrid(len(panels)).height()
	chart.draw(func(c *canvas, frame box) { c.fitPanels(panels, frame) })
	return chart
}

// more says how many there are beside those shown.
func more(all, shown int) string {
	if all == shown {
		return ""
	}
	return fmt.Sprintf(" (those with most of %d)", all)
}

func (p fitPanel) table() [][]any {
	var out [][]any
	row := func(kind, model string, on time.Time, value float64, lower, upper any, qualifier string, n, preferred any) {
		out = append(out, []any{kind, p.platform, p.name, p.metric, p.market, p.definition, model, on, value, lower, upper, qualifier, n, preferred})
	}
	for _, r := range p.figures {
		kind := "fitted"
		if !r.fitted {
			kind = "after_peak"
		}
		row(kind, "", r.on, r.value, nil, nil, r.qualifier, nil, nil)
	}
	for _, f := range p.fits {
		if f.told() {
			row("ceiling", f.model, f.lastOn, math.Round(f.ceiling.Float64), rounded(f.lower), rounded(f.upper), "", f.n, f.preferred)
		}
		for _, r := range p.points[f.model] {
			kind := "curve"
			if r.projected {
				kind = "projected"
			}
			row(kind, r.model, r.on, math.Round(r.value), rounded(r.lower), rounded(r.upper), "", f.n, f.preferred)
		}
	}
	return out
}

func valid(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }

func rounded(v sql.NullFloat64) any {
	if !v.Valid {
		return nil
	}
	return math.Round(v.Float64)
}
