package figure

import (
	"fmt"
	"math"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var concentration = Figure{
	Name: "concentration", Section: "shares",
	Sources: []string{"figures shown"},
	draw: func(r *reader) chart.Chart {
		return drawConcentration(r.subject, rows[concentrationRow](r, "concentration"))
	},
}

// concentrationRow is the concentration of one month.
type concentrationRow struct {
	Month        time.Time
	Hhi          float64 // 0 to 1
	Effective    float64 // 1/hhi
	Platforms    int
	Leader, Name string
	LeaderShare  float64
	// the platform with the largest figure of all; its last month ends the rows
	Largest, LargestName string
}

func drawConcentration(s subject, rows []concentrationRow) chart.Chart {
	fig := chart.Chart{
		Title:    "concentration among tracked platforms",
		Subtitle: "Herfindahl–Hirschman index of " + s.Label + " " + Place(s.Market),
		Data:     chart.Table{Columns: []string{"month", "hhi", "effective_platforms", "platforms", "leader_id", "leader", "leader_share"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no month with three platforms in this run")
	}
	if runs := monthRuns(rows); len(runs) > 1 {
		longest := runs[0]
		for _, run := range runs {
			if run[1]-run[0] >= longest[1]-longest[0] {
				longest = run
			}
		}
		rows = rows[longest[0]:longest[1]]
	}
	most, maxHHI := 0, 0.0
	for _, r := range rows {
		most, maxHHI = max(most, r.Platforms), math.Max(maxHHI, r.Hhi)
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Month, math.Round(r.Hhi*1e6) / 1e6, math.Round(r.Effective*1e4) / 1e4, r.Platforms,
			r.Leader, r.Name, math.Round(r.LeaderShare*1e6) / 1e6})
	}
	latest := rows[len(rows)-1]
	fig.Title = fmt.Sprintf("In %s, %d tracked platforms were as concentrated as %.1f equal ones",
		latest.Month.Format("January 2006"), latest.Platforms, latest.Effective)
	fig.Subtitle = "Herfindahl–Hirschman index of " + s.Label + " " + Place(s.Market) + " (1: one has all of them), with its lowest possible value, " +
		"that of equal platforms; below, the number of platforms"
	fig.Caption = fmt.Sprintf("n = %s, %d to %d platforms in a month. The index is high by construction where few platforms have a figure: "+
		"read the line together with the bars. Shown: the longest unbroken stretch, up to the last figure of %s. "+
		"Shares are among tracked platforms; people use several.",
		words.Number(len(rows), "month"), fewest(rows), most, displayName(latest.LargestName, latest.Largest))
	fig.Alt = fmt.Sprintf("Line chart of the concentration index of %s among tracked platforms, %d to %d, with the number of platforms as bars below. "+
		"%s (index %.2f). The index lies between %.2f and %.2f.", s.Short, rows[0].Month.Year(), rows[len(rows)-1].Month.Year(), fig.Title, latest.Hhi,
		lowestHHI(rows), maxHHI)
	fig.BodyHeight = 370
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		top := math.Min(1, math.Ceil(maxHHI*10+0.5)/10)
		ticks := chart.LinearTicks(0, top, 5, func(v float64) string { return fmt.Sprintf("%.1f", v) })
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-122, frame.Y0+250)
		bars := chart.Bounds(area.X0, area.Y1+34, area.X1, frame.Y1-chart.XAxisRoom)
		x := chart.Linear(chart.Days(rows[0].Month), chart.Days(rows[len(rows)-1].Month.AddDate(0, 1, 0)), area.X0, area.X1)
		y := chart.Linear(0, top, area.Y1, area.Y0)
		c.YGrid(area, y, ticks)
		var ends []chart.Label
		for _, run := range monthRuns(rows) {
			// The line breaks where the number of platforms changes: that step
			// is made by the data, not by the market.
			var line, floor []chart.Point
			for i := run[0]; i < run[1]; i++ {
				r := rows[i]
				x0, x1 := x.At(chart.Days(r.Month)), x.At(chart.Days(r.Month.AddDate(0, 1, 0)))
				floor = append(floor, chart.Pt(x0, y.At(1/float64(r.Platforms))), chart.Pt(x1, y.At(1/float64(r.Platforms))))
				if i > run[0] && r.Platforms != rows[i-1].Platforms {
					c.Line(chart.Stroke{Tone: chart.Blue, Width: chart.LineWidth}, line...)
					c.Line(chart.Stroke{Tone: chart.Blue.Soft(), Width: chart.GridWidth}, line[len(line)-1], chart.Pt(x0, y.At(r.Hhi)))
					line = nil
				}
				if line == nil {
					line = append(line, chart.Pt(x0, y.At(r.Hhi)))
				}
				line = append(line, chart.Pt(x1, y.At(r.Hhi)))
			}
			c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dotted}, floor...)
			c.Line(chart.Stroke{Tone: chart.Blue, Width: chart.LineWidth}, line...)
			ends = []chart.Label{{At: line[len(line)-1], Text: fmt.Sprintf("index %.2f", rows[run[1]-1].Hhi), Tone: chart.Blue},
				{At: floor[len(floor)-1], Text: "if all were equal", Tone: chart.Muted}}
		}
		bold := chart.LabelStyle.Bolder()
		c.Column(bold, ends, area.X1+14, area.Y0+6, area.Y1-6)
		c.Line(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, chart.Pt(area.X0, area.Y1), chart.Pt(area.X1, area.Y1))
		n := chart.Linear(0, float64(most), bars.Y1, bars.Y0)
		c.YGrid(bars, n, chart.LinearTicks(0, float64(most), 2, func(v float64) string { return fmt.Sprintf("%.0f", v) }))
		for i := 0; i < len(rows); {
			j := i
			for j < len(rows) && rows[j].Platforms == rows[i].Platforms && (j == i || !jumpAt(rows, j)) {
				j++
			}
			c.Rect(chart.Blue.Tint(), chart.Bounds(x.At(chart.Days(rows[i].Month)), n.At(float64(rows[i].Platforms)), x.At(chart.Days(rows[j-1].Month.AddDate(0, 1, 0))), bars.Y1))
			i = j
		}
		c.Text(chart.NoteStyle, chart.Pt(area.X0, bars.Y0-9), "platforms with a figure in the month")
		c.XAxis(bars, x, chart.YearTicks(rows[0].Month, rows[len(rows)-1].Month, area.Width()), frame)
	})
	return fig
}

// monthRuns are stretches without a missing month.
func monthRuns(rows []concentrationRow) [][2]int {
	var out [][2]int
	for i := range rows {
		if i == 0 || jumpAt(rows, i) {
			out = append(out, [2]int{i, i})
		}
		out[len(out)-1][1] = i + 1
	}
	return out
}

func jumpAt(rows []concentrationRow, i int) bool {
	return rows[i].Month.After(rows[i-1].Month.AddDate(0, 1, 0))
}

func fewest(rows []concentrationRow) int {
	n := rows[0].Platforms
	for _, r := range rows {
		n = min(n, r.Platforms)
	}
	return n
}

func lowestHHI(rows []concentrationRow) float64 {
	v := 1.0
	for _, r := range rows {
		v = math.Min(v, r.Hhi)
	}
	return v
}
