package figure

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var lead = Figure{
	Name: "lead", Section: "lead",
	Sources: []string{"lead"},
	draw:    func(r *reader) chart.Chart { return drawLead(rows[raceMonthRow](r, "lead")) },
}

// raceMonthRow is the first mover's share in a month, so many after the entry.
type raceMonthRow struct {
	Race, First, FirstName, Second, SecondName, Market, Metric string
	Months                                                     int
	Share                                                      float64
	Lower, Upper                                               sql.NullFloat64
	Clear, Reported, Overtaken                                 bool
	Races                                                      int // all there are
}

// racesNamed is how many races stand out, those with the most months.
const racesNamed = 12

func drawLead(rows []raceMonthRow) chart.Chart {
	fig := chart.Chart{
		Title: "who was ahead in each race",
		Data:  chart.Table{Columns: []string{"race_id", "market", "metric", "months_after_entry", "share", "lower", "upper", "clear", "reported", "overtaken"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no race with figures of both rivals near enough in this run")
	}
	longest := 12
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Race, r.Market, r.Metric, r.Months, r.Share, nullable(r.Lower), nullable(r.Upper), r.Clear, r.Reported, r.Overtaken})
		longest = max(longest, r.Months)
	}
	var curves []curve
	overtaken := 0
	for i, of := range grouped(rows, func(r raceMonthRow) string { return r.Race }) {
		curves = append(curves, leadCurve(of, i < racesNamed))
		if of[0].Overtaken {
			overtaken++
		}
	}
	fig.Title = fmt.Sprintf("The responder has been ahead in %d of %s", overtaken, words.Number(len(curves), "race"))
	fig.Subtitle = "First mover's share of both rivals' users, by years since the responder entered. Red: the responder has been ahead. " +
		"Marks are months with figures of both, and the first and last of a race; dashed lines span months without"
	fig.Caption = fmt.Sprintf("n = %d of %s: those in which both rivals have a figure of one metric and market, or lie between two, at most 6 months away. "+
		"The %d with the most such months are in color; the others are gray.", len(curves), words.Number(rows[0].Races, "race"), min(racesNamed, len(curves)))
	fig.Alt = fmt.Sprintf("Line chart of %s over up to %.0f years after the entry. %s.", words.Number(len(curves), "race"), float64(longest)/12, fig.Title)
	fig.BodyHeight = 460
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := chart.LinearTicks(0, 1, 4, words.Percent)
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-15-chart.ColumnWidth, frame.Y1-chart.XAxisRoom-16)
		years := float64(longest) / 12
		x, y := chart.Linear(0, years*1.02, area.X0, area.X1), chart.Linear(0, 1, area.Y1, area.Y0)
		c.YGrid(area, y, ticks)
		c.XAxis(area, x, chart.LinearTicks(0, years, 8, func(v float64) string { return words.Significant(v) }), frame)
		c.XTitle(area, "years since the responder entered")
		c.Across(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dashed}, y.At(0.5), area.X0, area.X1)
		drawCurves(c, curves, area, x, y, frame.X1)
	})
	return fig
}

// leadCurve is the line of one race, with a vertex at least every half year.
func leadCurve(rows []raceMonthRow, named bool) curve {
	first := rows[0]
	k := curve{id: first.Race, name: displayName(first.FirstName, first.First) + " v " + displayName(first.SecondName, first.Second), tone: chart.Faint, Form: chart.Round}
	if first.Market != "WLD" {
		k.name += " (" + chart.Drawable(first.Market) + ")"
	}
	if named && first.Overtaken {
		k.tone = chart.Vermilion
	} else if named {
		k.tone = chart.Blue
	}
	last := first
	for i, r := range rows {
		end := i == 0 || i == len(rows)-1
		gap := i+1 < len(rows) && rows[i+1].Months > r.Months+1 || r.Months > rows[max(0, i-1)].Months+1
		if r.Reported || end {
			k.points = append(k.points, curvePoint{x: float64(r.Months) / 12, y: r.Share})
		}
		if i > 0 && (r.Reported || end || gap || r.Months-last.Months >= 6) {
			k.steps = append(k.steps, curveStep{float64(last.Months) / 12, last.Share, float64(r.Months) / 12, r.Share, math.Abs(float64(r.Months-last.Months)) > 6})
			last = r
		}
	}
	return k
}
