package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var curves = Figure{
	Name: "curves", Section: "curves",
	draw: func(r *reader) chart.Chart {
		return drawFits(r.subject, rows[fitRow](r, "curves"), rows[figureRow](r, "curve_figures"), rows[fittedPoint](r, "curves_points"))
	},
}

// fittedPoint is the value of a fitted curve on the last day of a month.
type fittedPoint struct {
	segment
	Model        string
	On           time.Time
	Value        float64
	Lower, Upper sql.NullFloat64 // null: the figures do not determine the curve
	Projected    bool            // after the last figure fitted
}

// fitPanel is one series with the curves fitted to it, the preferred first.
type fitPanel struct {
	segment
	name    string
	fits    []fitRow
	figures []figureRow
	points  map[string][]fittedPoint // by model
}

func (p fitPanel) best() fitRow { return p.fits[0] }

func (p fitPanel) curve() []fittedPoint { return p.points[p.fits[0].Model] }

// fewFigures is below how many figures a series gives way to others.
const fewFigures = 8

// fitPanels gathers what belongs to each series, in the order of the page:
// the metric that other charts show first, those with the most figures before the others.
func fitPanels(s subject, fits []fitRow, figures []figureRow, points []fittedPoint) []fitPanel {
	var out []fitPanel
	for _, of := range grouped(fits, func(r fitRow) segment { return r.segment }) {
		p := fitPanel{segment: of[0].segment, name: of[0].displayed(), fits: of, points: map[string][]fittedPoint{}}
		sort.SliceStable(p.fits, func(a, b int) bool { return p.fits[a].Preferred && !p.fits[b].Preferred })
		for _, r := range figures {
			if r.segment == p.segment {
				p.figures = append(p.figures, r)
			}
		}
		for _, r := range points {
			if r.segment == p.segment {
				p.points[r.Model] = append(p.points[r.Model], r)
			}
		}
		out = append(out, p)
	}
	out = slices.DeleteFunc(out, func(p fitPanel) bool { return len(p.figures) == 0 })
	rank := func(p fitPanel) int {
		switch n := p.best().N; {
		case n < fewFigures:
			return 2
		case p.Metric != s.Metric:
			return 1
		}
		return 0
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := rank(out[i]), rank(out[j])
		return a < b || a == b && out[i].best().N > out[j].best().N
	})
	return out
}

func drawFits(s subject, fits []fitRow, figures []figureRow, points []fittedPoint) chart.Chart {
	fig := chart.Chart{
		Title:    "growth curves",
		Subtitle: "Users against time, with the logistic and Gompertz curves fitted to them",
		Data: chart.Table{Columns: []string{"kind", "platform_id", "platform", "metric", "market", "definition_id", "model", "on", "value", "lower", "upper",
			"qualifier", "n", "preferred"}},
	}
	panels := fitPanels(s, fits, figures, points)
	if len(panels) == 0 {
		return fig.Empty("no series has enough figures for a curve in this run")
	}
	all := len(panels)
	panels = panels[:min(mostPanels, all)]
	var publishers []string
	n, after, identified := 0, 0, 0
	readings := ""
	for _, p := range panels {
		fig.Data.Rows = append(fig.Data.Rows, p.table()...)
		f := p.best()
		n, after = n+f.N, after+f.After
		if f.told() {
			identified++
		}
		for _, r := range p.figures {
			publishers = append(publishers, r.Publisher)
		}
		readings += " " + p.sentence(s)
	}
	level := words.Percent(panels[0].best().Level)
	fig.Title = curvesTitle(panels, identified)
	fig.Subtitle = fmt.Sprintf("Figures, with two S-curves fitted up to the peak: thick: the one with the lower AICc and its %s band; dashed: projected. "+
		"Gray marks: about; triangles: at least", level)
	if after > 0 {
		fig.Subtitle += "; hollow: after the peak"
	}
	fig.Alt = fmt.Sprintf("Small charts of users against time with fitted logistic and Gompertz curves. %s.", fig.Title) + readings
	fig.Caption = strings.TrimSpace(fmt.Sprintf("%s n = %s of %s%s, %s %s unless said otherwise. "+
		"Right of a plot: the ceiling, where the figures bound one, and its %s interval where those of earlier years have held.",
		sourceLine(publishers), words.Number(n, "figure"), platformsInWords(len(panels)), more(all, len(panels)), s.Short, Place(s.Market), level))
	fig.BodyHeight = fitGrid(len(panels)).Height()
	fig.Draw(func(c *chart.Canvas, frame chart.Box) { drawFitPanels(c, s, panels, frame) })
	return fig
}

func (p fitPanel) table() [][]any {
	var out [][]any
	row := func(kind, model string, on time.Time, value float64, lower, upper any, qualifier string, n, preferred any) {
		out = append(out, []any{kind, p.Platform, p.name, p.Metric, p.Market, p.Definition, model, on, value, lower, upper, qualifier, n, preferred})
	}
	for _, r := range p.figures {
		kind := "fitted"
		if !r.Fitted {
			kind = "after_peak"
		}
		row(kind, "", r.On, r.Value, nil, nil, r.Qualifier, nil, nil)
	}
	for _, f := range p.fits {
		if f.told() {
			row("ceiling", f.Model, f.LastOn, math.Round(f.Ceiling.Float64), rounded(f.Lower), rounded(f.Upper), "", f.N, f.Preferred)
		}
		for _, r := range p.points[f.Model] {
			kind := "curve"
			if r.Projected {
				kind = "projected"
			}
			row(kind, r.Model, r.On, math.Round(r.Value), rounded(r.Lower), rounded(r.Upper), "", f.N, f.Preferred)
		}
	}
	return out
}

// fitGrid is the grid of so many fits.
func fitGrid(n int) chart.Multiples { return chart.Multiples{N: n, Head: 38, Plot: 108} }

// top is the end of the axis: the figures, the preferred curve, and a ceiling
// that is told, where it is not too far up.
func (p fitPanel) top() float64 {
	v := 0.0
	for _, r := range p.figures {
		v = math.Max(v, r.Value)
	}
	most := 1.9 * v
	for _, r := range p.curve() {
		v = math.Max(v, math.Min(most, r.Value))
	}
	if f := p.best(); f.told() {
		v = math.Max(v, math.Min(most, f.Ceiling.Float64))
		v = math.Max(v, math.Min(1.5*v, f.Upper.Float64))
	}
	return 1.06 * math.Max(v, 1)
}

// span is the first and the last day of a panel.
func (p fitPanel) span() (from, to time.Time) {
	from, to = p.figures[0].On, p.figures[0].On
	widen := func(on time.Time) {
		if on.Before(from) {
			from = on
		}
		if on.After(to) {
			to = on
		}
	}
	for _, r := range p.figures {
		widen(r.On)
	}
	for _, r := range p.curve() {
		widen(r.On)
	}
	return from, to
}

func drawFitPanels(c *chart.Canvas, s subject, panels []fitPanel, frame chart.Box) {
	grid := fitGrid(len(panels))
	ticks := make([][]chart.Tick, len(panels))
	for i, p := range panels {
		ticks[i] = chart.LinearTicks(0, p.top(), 4, words.People)
	}
	margin := chart.WidestTicks(ticks)
	for i, p := range panels {
		whole, area := grid.At(i, frame, margin)
		from, to := p.span()
		x := chart.Linear(chart.Days(from)-40, chart.Days(to), area.X0, area.X1)
		y := chart.Linear(0, p.top(), area.Y1, area.Y0)
		c.PanelHead(whole, p.name, p.what(s), "n = "+words.Thousands(int64(p.best().N)), p.reading())
		c.YGrid(area, y, ticks[i])
		drawFitPanel(c, p, area, x, y)
		c.XAxis(area, x, chart.YearTicks(from, to, area.Width()), whole)
	}
}

func drawFitPanel(c *chart.Canvas, p fitPanel, area chart.Box, x, y chart.Scale) {
	at := func(r fittedPoint, value float64) chart.Point { return chart.Pt(x.At(chart.Days(r.On)), y.At(value)) }
	var upper, lower []chart.Point
	for _, r := range p.curve() {
		if !r.Lower.Valid || !r.Upper.Valid {
			continue
		}
		upper = append(upper, at(r, math.Min(y.Max, r.Upper.Float64)))
		lower = append(lower, at(r, math.Max(0, math.Min(y.Max, r.Lower.Float64))))
	}
	c.Between(modelTone(p.best().Model).Tint(), upper, lower)
	var obstacles []chart.Box
	for i := len(p.fits) - 1; i >= 0; i-- {
		f := p.fits[i]
		look := chart.Stroke{Tone: modelTone(f.Model), Width: 2.2}
		if i > 0 {
			look.Width = chart.ThinLineWidth
		}
		var solid, open []chart.Point
		for _, r := range p.points[f.Model] {
			q := at(r, r.Value)
			if !r.Projected {
				solid = append(solid, q)
				open = append(open[:0], q)
				continue
			}
			open = append(open, q)
		}
		solid, open = chart.Under(area.Y0, solid), chart.Under(area.Y0, open)
		c.Line(look, solid...)
		look.Dash = chart.Dashed
		c.Line(look, open...)
		obstacles = append(obstacles, chart.AlongLine(append(solid, open...), 1)...)
	}
	for _, r := range p.figures {
		q := chart.Pt(x.At(chart.Days(r.On)), y.At(r.Value))
		drawFigureMark(c, r, q)
		obstacles = append(obstacles, chart.Bounds(q.X, q.Y, q.X, q.Y).Grow(3.5))
	}
	f := p.best()
	if f.told() && f.Ceiling.Float64 <= y.Max {
		drawBracket(c, area.X1+5, y, f)
	}
	obstacles = append(obstacles, drawCornerNames(c, p, area, obstacles)...)
	if f.After > 0 {
		peak := chart.Label{At: chart.Pt(x.At(chart.Days(f.LastOn)), y.At(f.Last)), R: 4, Text: p.fallen(), Tone: chart.Vermilion}
		c.Ring(chart.Stroke{Tone: chart.Vermilion, Width: 1}, peak.At, 4.6)
		c.Beside(chart.NoteStyle, []chart.Label{peak}, chart.Bounds(area.X0-4, area.Y0, area.X1, area.Y1-2), obstacles, 90)
	}
}

// cornerNames names the curves in the lower right corner, where an S-curve
// leaves room, unless figures fell that far. It returns the space taken.
func drawCornerNames(c *chart.Canvas, p fitPanel, area chart.Box, obstacles []chart.Box) []chart.Box {
	var out []chart.Box
	for i, f := range p.fits {
		s := chart.NoteStyle
		s.Align, s.Bold, s.Tone = chart.Right, i == 0, modelTone(f.Model)
		at := chart.Pt(area.X1-3, area.Y1-7-14*float64(len(p.fits)-1-i))
		space := s.Box(at, modelName(f.Model)).Grow(1)
		if !chart.Unhindered(obstacles, chart.Box{}, space) {
			return out
		}
		c.TextOver(s, at, modelName(f.Model))
		out = append(out, space)
	}
	return out
}

// bracket draws a ceiling and its interval beside the plot.
func drawBracket(c *chart.Canvas, x float64, y chart.Scale, f fitRow) {
	t := modelTone(f.Model)
	if f.Lower.Valid && f.Upper.Valid {
		high, low := y.At(math.Min(y.Max, f.Upper.Float64)), y.At(f.Lower.Float64)
		c.Rect(t.Area(), chart.Bounds(x-1.5, high, x+1.5, low))
		if f.Upper.Float64 > y.Max {
			c.Fill(t.Area(), chart.Pt(x-4, high), chart.Pt(x+4, high), chart.Pt(x, high-6))
		}
	}
	c.Line(chart.Stroke{Tone: t, Width: 2.4}, chart.Pt(x-4, y.At(f.Ceiling.Float64)), chart.Pt(x+4, y.At(f.Ceiling.Float64)))
}
