package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var growthYoY = Figure{
	Name: "growth_yoy", Section: "growth", Takes: parts,
	Sources: []string{"figures shown"},
	draw: ofRows(func(r *reader, rows []growthRow) chart.Chart {
		grown := kept(rows, growthRow.computed)
		if len(grown) == 0 {
			return r.none()
		}
		var panels []growthPanel
		for _, of := range grouped(rows, func(r growthRow) string { return r.Platform }) {
			panels = append(panels, growthPanel{id: of[0].Platform, Name: displayName(of[0].Name, of[0].Platform), rows: of, grown: kept(of, growthRow.computed)})
		}
		slices.SortStableFunc(panels, func(a, b growthPanel) int { return len(b.grown) - len(a.grown) })
		shown := panels[:min(9, len(panels))]
		given := r.subject.tones.of(each(shown, func(p growthPanel) string { return p.id }), nil)
		low, high, first, to := 0.8, 2.2, math.Inf(1), math.Inf(-1)
		for i, p := range shown {
			shown[i].tone = given[p.id]
			low, high = widest(low, high, p.grown, func(r growthRow) []any { return []any{1 + r.Growth.Float64} })
			first, to = widest(first, to, p.rows, func(r growthRow) []any { return []any{chart.Days(r.On)} })
		}
		data := map[string]any{"n": len(grown), "all": len(panels), "breaks": len(rows) - len(grown), "shown": shown, "from": chart.DayOf(first), "to": chart.DayOf(to),
			"names": each(shown, func(p growthPanel) string { return p.Name })}
		const columns, panelHeight, gapX, gapY = 3, 118.0, 20.0, 44.0
		return r.say(data, float64((len(shown)+columns-1)/columns)*(panelHeight+gapY)+2, func(c *chart.Canvas, frame chart.Box) {
			ticks := growthTicks(low/1.1, high*1.15)
			margin := chart.TickMargin(ticks)
			width := (frame.Width() - margin - gapX*(columns-1)) / columns
			for i, p := range shown {
				x0 := frame.X0 + margin + float64(i%columns)*(width+gapX)
				y0 := frame.Y0 + float64(i/columns)*(panelHeight+gapY) + 20
				area := chart.Bounds(x0, y0, x0+width, y0+panelHeight)
				x := chart.Linear(first-120, to+120, area.X0, area.X1)
				y := chart.Logarithmic(low/1.1, high*1.15, area.Y1, area.Y0)
				labeled := ticks
				if i%columns > 0 {
					labeled = chart.Unlabeled(ticks)
				}
				c.YGrid(area, y, labeled)
				drawGrowthPanel(c, p, area, x, y)
				c.XAxis(area, x, chart.YearTicks(chart.DayOf(x.Min), chart.DayOf(x.Max), width), frame)
			}
		})
	}),
}

// growthRow compares a figure with the one about a year before.
type growthRow struct {
	Platform string          `csv:"platform_id"`
	Name     string          `csv:"platform"`
	From     string          `csv:"from_period"`
	To       string          `csv:"to_period"`
	On       time.Time       `csv:"to_on"`
	Days     int             `csv:"days"`
	Growth   sql.NullFloat64 `csv:"growth"` // null across a change of definition
	Lower    sql.NullFloat64 `csv:"growth_lower"`
	Upper    sql.NullFloat64 `csv:"growth_upper"`
	Status   string          `csv:"status"` // computed, bound or definition_break
}

func (r growthRow) computed() bool { return r.Growth.Valid }

// bound says on which side the growth is open, as a qualifier.
func (r growthRow) bound() string {
	switch {
	case r.Status == "bound" && r.Lower.Valid:
		return "at_least"
	case r.Status == "bound":
		return "at_most"
	}
	return "exact"
}

// growthPanel is one platform's part of the chart.
type growthPanel struct {
	id, Name string
	tone     chart.Tone
	rows     []growthRow
	grown    []growthRow // those under one definition
}

func (p growthPanel) First() growthRow { return p.grown[0] }

func (p growthPanel) Last() growthRow { return last(p.grown) }

func drawGrowthPanel(c *chart.Canvas, p growthPanel, area chart.Box, x, y chart.Scale) {
	head, note, n := chart.LabelStyle.Bolder().In(p.tone), chart.NoteStyle.FlushRight(), fmt.Sprintf("n = %d", len(p.grown))
	place := chart.Pt(area.X1, area.Y0-7)
	if head.Width(p.Name) > area.Width()-note.Width(n)-8 {
		place.Y = area.Y0 + 8
	}
	c.Text(head, chart.Pt(area.X0, area.Y0-7), head.Shorten(p.Name, area.Width()))
	c.Text(note, place, n)
	c.Across(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, y.At(1), area.X0, area.X1)
	at := func(r growthRow) chart.Point { return chart.Pt(x.At(chart.Days(r.On)), y.At(1+r.Growth.Float64)) }
	var broken []float64
	var line, lines []chart.Point
	flush := func() {
		lines = append(lines, line...)
		c.Line(chart.Stroke{Tone: p.tone.Soft(), Width: chart.LineWidth * 0.8}, line...)
		line = nil
	}
	before := math.Inf(-1)
	for _, r := range p.rows {
		switch day := chart.Days(r.On); {
		case !r.Growth.Valid:
			flush()
			broken = append(broken, x.At(day))
		case r.Status == "computed":
			if day-before > 500 {
				flush()
			}
			before, line = day, append(line, at(r))
		}
	}
	flush()
	if len(broken) > 0 {
		c.Hatch(chart.Bounds(max(area.X0, broken[0]-5), area.Y0, min(area.X1, last(broken)+5), area.Y1))
		style, at, label := chart.NoteStyle, chart.Pt(last(broken)+9, area.Y1-6), "definition changed"
		if at.X+style.Width(label) > area.X1 {
			style, at.X = style.FlushRight(), broken[0]-9
		}
		c.TextOver(style, at, label)
	}
	obstacles := append(chart.AlongLine(lines, 2), chart.Bounds(area.X0, y.At(1)-1, area.X1, y.At(1)+1))
	var end []chart.Label
	for _, r := range p.grown {
		form, hollow := markerOf(chart.Round, r.bound())
		c.Marker(form, p.tone, at(r), chart.MarkerRadius-0.4, hollow)
		obstacles = append(obstacles, chart.Around(at(r), chart.MarkerRadius))
		if r.Status == "computed" {
			end = []chart.Label{{At: at(r), R: chart.MarkerRadius, Text: words.SignedPercent(r.Growth.Float64), Tone: p.tone}}
		}
	}
	c.Beside(chart.NoteStyle.Bolder(), end, chart.Bounds(area.X0, area.Y0-4, area.X1+4, area.Y1-1), obstacles, 40)
}

// growthTicks label growth factors as changes.
func growthTicks(low, high float64) []chart.Tick {
	shown := kept([]float64{0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32}, func(f float64) bool { return f >= low && f <= high })
	return each(shown, func(f float64) chart.Tick { return chart.Tick{Value: f, Label: words.SignedPercent(f - 1)} })
}
