package figure

import (
	"fmt"
	"math"
	"time"

	"headstart/reports/chart"
)

var concentration = Figure{
	Name: "concentration", Section: "shares", Takes: []string{"from", "to", "metric", "market"},
	Sources: []string{"figures shown"},
	draw: ofRows(func(r *reader, rows []concentrationRow) chart.Chart {
		fewest, most := widest(math.Inf(1), 0, rows, func(r concentrationRow) []any { return []any{r.Platforms} })
		lowest, highest := widest(1, 0, rows, func(r concentrationRow) []any { return []any{r.Hhi} })
		data := map[string]any{"first": rows[0], "latest": last(rows), "months": len(rows), "fewest": fewest, "most": most, "lowest": lowest, "highest": highest}
		return r.say(data, 370, func(c *chart.Canvas, frame chart.Box) {
			top := min(1, math.Ceil(highest*10+0.5)/10)
			ticks := chart.LinearTicks(0, top, 5, func(v float64) string { return fmt.Sprintf("%.1f", v) })
			area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-122, frame.Y0+250)
			bars := chart.Bounds(area.X0, area.Y1+34, area.X1, frame.Y1-chart.XAxisRoom)
			x := chart.Linear(chart.Days(rows[0].Month), chart.Days(last(rows).Month.AddDate(0, 1, 0)), area.X0, area.X1)
			y, n := chart.Linear(0, top, area.Y1, area.Y0), chart.Linear(0, most, bars.Y1, bars.Y0)
			c.YGrid(area, y, ticks)
			c.YGrid(bars, n, chart.LinearTicks(0, most, 2, func(v float64) string { return fmt.Sprintf("%.0f", v) }))
			// The line breaks where the number of platforms changes: that step
			// is made by the data, not by the market.
			var line, floor, tops []chart.Point
			for i, r := range rows {
				x0, x1 := x.At(chart.Days(r.Month)), x.At(chart.Days(r.Month.AddDate(0, 1, 0)))
				least := y.At(1 / float64(r.Platforms))
				floor = append(floor, chart.Pt(x0, least), chart.Pt(x1, least))
				if i > 0 && r.Platforms != rows[i-1].Platforms {
					c.Line(chart.Stroke{Tone: chart.Blue, Width: chart.LineWidth}, line...)
					c.Line(chart.Stroke{Tone: chart.Blue.Soft(), Width: chart.GridWidth}, last(line), chart.Pt(x0, y.At(r.Hhi)))
					line = nil
				}
				if line == nil {
					line = append(line, chart.Pt(x0, y.At(r.Hhi)))
				}
				line = append(line, chart.Pt(x1, y.At(r.Hhi)))
				tops = append(tops, chart.Pt(x0, n.At(float64(r.Platforms))), chart.Pt(x1, n.At(float64(r.Platforms))))
			}
			c.Between(chart.Blue.Tint(), tops, []chart.Point{chart.Pt(bars.X0, bars.Y1), chart.Pt(bars.X1, bars.Y1)})
			c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dotted}, floor...)
			c.Line(chart.Stroke{Tone: chart.Blue, Width: chart.LineWidth}, line...)
			c.Column(chart.LabelStyle.Bolder(), []chart.Label{{At: last(line), Text: fmt.Sprintf("index %.2f", last(rows).Hhi), Tone: chart.Blue},
				{At: last(floor), Text: "if all were equal", Tone: chart.Muted}}, area.X1+14, area.Y0+6, area.Y1-6)
			c.Across(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, area.Y1, area.X0, area.X1)
			c.Text(chart.NoteStyle, chart.Pt(area.X0, bars.Y0-9), "platforms with a figure in the month")
			c.XAxis(bars, x, chart.YearTicks(rows[0].Month, last(rows).Month, area.Width()), frame)
		})
	}),
}

// concentrationRow is the concentration of one month, of those that follow each
// other.
type concentrationRow struct {
	Month       time.Time `csv:"month"`
	Hhi         float64   `csv:"hhi,6"`                 // 0 to 1
	Effective   float64   `csv:"effective_platforms,4"` // 1/hhi
	Platforms   int       `csv:"platforms"`
	Leader      string    `csv:"leader_id"`
	Name        string    `csv:"leader"`
	LeaderShare float64   `csv:"leader_share,6"`
	// the platform with the largest figure of all; its last month ends the rows
	Largest, LargestName string
}
