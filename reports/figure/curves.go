package figure

import (
	"cmp"
	"database/sql"
	"math"
	"slices"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var curves = Figure{
	Name: "curves", Section: "curves", Takes: parts,
	draw: func(r *reader) chart.Chart {
		all := fitPanels(r.subject, rows[fitRow](r, "curves"), rows[figureRow](r, "curve_figures"), rows[fittedPoint](r, "curves_points"))
		if len(all) == 0 {
			return r.none()
		}
		panels := all[:min(mostPanels, len(all))]
		var figures []figureRow
		n, after, told := 0, 0, 0
		for i := range panels {
			p := &panels[i]
			p.Reading, p.Fallen = r.text("reading", map[string]any{"panel": p}), r.text("fallen", map[string]any{"panel": p})
			p.table(&r.Data)
			figures = append(figures, p.figures...)
			n, after = n+p.Best().N, after+p.Best().After
			if p.Best().Told {
				told++
			}
		}
		grid := chart.Multiples{N: len(panels), Head: 38, Plot: 108}
		data := map[string]any{"panels": panels, "all": len(all), "figures": figures, "n": n, "after": after, "told": told}
		return r.say(data, grid.Height(), func(c *chart.Canvas, frame chart.Box) {
			ticks := each(panels, func(p fitPanel) []chart.Tick { return chart.LinearTicks(0, p.top(), 4, words.People) })
			for i, p := range panels {
				whole, area := grid.At(i, frame, chart.TickMargin(ticks...))
				from, to := p.span()
				x, y := chart.Linear(chart.Days(from)-40, chart.Days(to), area.X0, area.X1), chart.Linear(0, p.top(), area.Y1, area.Y0)
				c.PanelHead(whole, p.Shown(), p.what(r.subject), "n = "+words.Thousands(int64(p.Best().N)), p.Reading)
				c.YGrid(area, y, ticks[i])
				drawFitPanel(c, p, area, x, y)
				c.XAxis(area, x, chart.YearTicks(from, to, area.Width()), whole)
			}
		})
	},
}

// fittedPoint is the value of a fitted curve on the last day of a month.
type fittedPoint struct {
	segment
	Model     string          `csv:"model"`
	On        time.Time       `csv:"on"`
	Value     float64         `csv:"value,0"`
	Lower     sql.NullFloat64 `csv:"lower,0"` // null: the figures do not determine the curve
	Upper     sql.NullFloat64 `csv:"upper,0"`
	Projected bool            // after the last figure fitted
}

// fitPanel is one series with the curves fitted to it, the preferred first, what
// it says of the ceiling, and of users after their peak.
type fitPanel struct {
	segment
	fits            []fitRow
	figures         []figureRow
	points          map[string][]fittedPoint // by model
	Reading, Fallen string
}

func (p fitPanel) Best() fitRow { return p.fits[0] }

func (p fitPanel) curve() []fittedPoint { return p.points[p.Best().Model] }

// fitPanels gathers what belongs to each series, in the order of the page:
// the metric that other charts show first, those with the most figures before
// the others, and those with few last.
func fitPanels(s subject, fits []fitRow, figures []figureRow, points []fittedPoint) []fitPanel {
	var out []fitPanel
	for _, of := range grouped(fits, func(r fitRow) segment { return r.segment }) {
		p := fitPanel{segment: of[0].segment, fits: of, points: map[string][]fittedPoint{}}
		p.figures = kept(figures, func(r figureRow) bool { return r.segment == p.segment })
		for _, r := range points {
			if r.segment == p.segment {
				p.points[r.Model] = append(p.points[r.Model], r)
			}
		}
		if len(p.figures) > 0 {
			out = append(out, p)
		}
	}
	const few = 8
	rank := func(p fitPanel) int {
		if p.Best().N < few {
			return 2
		}
		return s.rank(p.Metric)
	}
	slices.SortStableFunc(out, func(a, b fitPanel) int { return cmp.Or(rank(a)-rank(b), b.Best().N-a.Best().N) })
	return out
}

// Pace is how fast the preferred curve grows at the last figure fitted, a year;
// null where it is not known.
func (p fitPanel) Pace() sql.NullFloat64 {
	if d := p.Best().Doubling; d.Valid && d.Float64 > 0 {
		return valid(math.Exp2(1/d.Float64) - 1)
	}
	fitted := kept(p.curve(), func(r fittedPoint) bool { return !r.Projected })
	if len(fitted) == 0 {
		return sql.NullFloat64{}
	}
	now := last(fitted)
	before := kept(fitted, func(r fittedPoint) bool { return !r.On.After(now.On.AddDate(-1, 0, 0)) })
	if len(before) == 0 || last(before).Value <= 0 {
		return sql.NullFloat64{}
	}
	years := (chart.Days(now.On) - chart.Days(last(before).On)) / words.DaysPerYear
	return valid(math.Pow(now.Value/last(before).Value, 1/years) - 1)
}

// table adds what is drawn to the data.
func (p fitPanel) table(to *chart.Table) {
	columns := []string{"platform_id", "platform", "metric", "market", "definition_id", "model", "on", "value", "lower", "upper", "qualifier", "n", "preferred"}
	to.Add("fitted", kept(p.figures, func(r figureRow) bool { return r.Fitted }), columns...)
	to.Add("after_peak", kept(p.figures, func(r figureRow) bool { return !r.Fitted }), columns...)
	type point struct {
		fittedPoint
		N         int  `csv:"n"`
		Preferred bool `csv:"preferred"`
	}
	for _, f := range p.fits {
		to.Add("ceiling", kept([]fitRow{f}, func(r fitRow) bool { return r.Told }), columns...)
		of := each(p.points[f.Model], func(r fittedPoint) point { return point{r, f.N, f.Preferred} })
		to.Add("curve", kept(of, func(r point) bool { return !r.Projected }))
		to.Add("projected", kept(of, func(r point) bool { return r.Projected }))
	}
}

// top is the end of the axis: the figures, the preferred curve, and a ceiling
// that is told, where it is not too far up.
func (p fitPanel) top() float64 {
	_, v := widest(0, 0, p.figures, func(r figureRow) []any { return []any{r.Value} })
	most := 1.9 * v
	_, v = widest(0, v, p.curve(), func(r fittedPoint) []any { return []any{min(most, r.Value)} })
	if f := p.Best(); f.Told {
		v = max(v, min(most, f.Ceiling.Float64))
		v = max(v, min(1.5*v, f.Upper.Float64))
	}
	return 1.06 * max(v, 1)
}

// span is the first and the last day of a panel.
func (p fitPanel) span() (from, to time.Time) {
	days := append(each(p.figures, func(r figureRow) time.Time { return r.On }), each(p.curve(), func(r fittedPoint) time.Time { return r.On })...)
	return slices.MinFunc(days, time.Time.Compare), slices.MaxFunc(days, time.Time.Compare)
}

func drawFitPanel(c *chart.Canvas, p fitPanel, area chart.Box, x, y chart.Scale) {
	at := func(on time.Time, value float64) chart.Point { return chart.Pt(x.At(chart.Days(on)), y.At(value)) }
	banded := kept(p.curve(), func(r fittedPoint) bool { return r.Lower.Valid && r.Upper.Valid })
	clipped := func(v float64) float64 { return max(0, min(y.Max, v)) }
	c.Between(LookOf(p.Best().Model).tone.Tint(), each(banded, func(r fittedPoint) chart.Point { return at(r.On, clipped(r.Upper.Float64)) }),
		each(banded, func(r fittedPoint) chart.Point { return at(r.On, clipped(r.Lower.Float64)) }))
	var obstacles []chart.Box
	for i, f := range slices.Backward(p.fits) {
		look := chart.Stroke{Tone: LookOf(f.Model).tone, Width: 2.2}
		if i > 0 {
			look.Width = chart.ThinLineWidth
		}
		var solid, open []chart.Point
		for _, r := range p.points[f.Model] {
			if q := at(r.On, r.Value); r.Projected {
				open = append(open, q)
			} else {
				solid, open = append(solid, q), []chart.Point{q}
			}
		}
		solid, open = chart.Under(area.Y0, solid), chart.Under(area.Y0, open)
		c.Line(look, solid...)
		look.Dash = chart.Dashed
		c.Line(look, open...)
		obstacles = append(obstacles, chart.AlongLine(append(solid, open...), 1)...)
	}
	for _, r := range p.figures {
		drawFigureMark(c, r, at(r.On, r.Value))
		obstacles = append(obstacles, chart.Around(at(r.On, r.Value), 3.5))
	}
	f := p.Best()
	if f.Told && f.Ceiling.Float64 <= y.Max {
		drawBracket(c, area.X1+5, y, f)
	}
	obstacles = append(obstacles, drawCornerNames(c, p, area, obstacles)...)
	if f.After > 0 {
		peak := chart.Label{At: at(f.LastOn, f.Peak), R: 4, Text: p.Fallen, Tone: chart.Vermilion}
		c.Ring(chart.Stroke{Tone: chart.Vermilion, Width: 1}, peak.At, 4.6)
		c.Beside(chart.NoteStyle, []chart.Label{peak}, chart.Bounds(area.X0-4, area.Y0, area.X1, area.Y1-2), obstacles, 90)
	}
}

// drawCornerNames names the curves in the lower right corner, where an S-curve
// leaves room, unless figures fell that far. It returns the space taken.
func drawCornerNames(c *chart.Canvas, p fitPanel, area chart.Box, obstacles []chart.Box) []chart.Box {
	var out []chart.Box
	for i, f := range p.fits {
		s := chart.NoteStyle.In(LookOf(f.Model).tone).FlushRight()
		s.Bold = i == 0
		at := chart.Pt(area.X1-3, area.Y1-7-14*float64(len(p.fits)-1-i))
		space := s.Box(at, LookOf(f.Model).Name).Grow(1)
		if !chart.Unhindered(obstacles, chart.Box{}, space) {
			return out
		}
		c.TextOver(s, at, LookOf(f.Model).Name)
		out = append(out, space)
	}
	return out
}

// drawBracket draws a ceiling and its interval beside the plot.
func drawBracket(c *chart.Canvas, x float64, y chart.Scale, f fitRow) {
	t := LookOf(f.Model).tone
	if f.Lower.Valid && f.Upper.Valid {
		high, low := y.At(min(y.Max, f.Upper.Float64)), y.At(f.Lower.Float64)
		c.Rect(t.Area(), chart.Bounds(x-1.5, high, x+1.5, low))
		if f.Upper.Float64 > y.Max {
			c.Fill(t.Area(), chart.Pt(x-4, high), chart.Pt(x+4, high), chart.Pt(x, high-6))
		}
	}
	c.Across(chart.Stroke{Tone: t, Width: 2.4}, y.At(f.Ceiling.Float64), x-4, x+4)
}
