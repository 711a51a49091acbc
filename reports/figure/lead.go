package figure

import (
	"database/sql"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var lead = Figure{
	Name: "lead", Section: "lead",
	Sources: []string{"lead"},
	draw: ofRows(func(r *reader, rows []raceMonthRow) chart.Chart {
		_, longest := widest(0, 12, rows, func(r raceMonthRow) []any { return []any{r.Months} })
		years := longest / 12
		var curves []curve
		overtaken := 0
		for i, of := range grouped(rows, func(r raceMonthRow) string { return r.Race }) {
			curves = append(curves, leadCurve(of, r.subject.markets, i < racesNamed))
			if of[0].Overtaken {
				overtaken++
			}
		}
		data := map[string]any{"overtaken": overtaken, "drawn": len(curves), "all": rows[0].Races, "named": min(racesNamed, len(curves)), "years": years}
		return r.say(data, 460, func(c *chart.Canvas, frame chart.Box) {
			ticks := chart.LinearTicks(0, 1, 4, words.Percent)
			area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-15-chart.ColumnWidth, frame.Y1-chart.XAxisRoom-16)
			x, y := chart.Linear(0, years*1.02, area.X0, area.X1), chart.Linear(0, 1, area.Y1, area.Y0)
			c.YGrid(area, y, ticks)
			c.XAxis(area, x, chart.LinearTicks(0, years, 8, words.Significant), frame)
			c.XTitle(area, "years since the responder entered")
			c.Across(chart.Reference, y.At(0.5), area.X0, area.X1)
			drawCurves(c, curves, area, x, y, frame.X1, chart.Bounds(area.X0, y.At(0.5), area.X1, y.At(0.5)).Grow(1))
		})
	}),
}

// raceMonthRow is the first mover's share in a month, so many after the entry.
type raceMonthRow struct {
	Race                                 string `csv:"race_id"`
	First, FirstName, Second, SecondName string
	Market                               string          `csv:"market"`
	Metric                               string          `csv:"metric"`
	Months                               int             `csv:"months_after_entry"`
	Share                                float64         `csv:"share"`
	Lower                                sql.NullFloat64 `csv:"lower"`
	Upper                                sql.NullFloat64 `csv:"upper"`
	Clear                                bool            `csv:"clear"`
	Reported                             bool            `csv:"reported"`
	Overtaken                            bool            `csv:"overtaken"`
	Races                                int             // all there are
}

// racesNamed is how many races stand out, those with the most months.
const racesNamed = 10

// leadCurve is the line of one race, with a vertex at least every half year.
func leadCurve(rows []raceMonthRow, markets Markets, named bool) curve {
	first := rows[0]
	k := curve{id: first.Race, Name: displayName(first.FirstName, first.First) + " vs. " + displayName(first.SecondName, first.Second), tone: chart.Faint}
	if first.Market != "WLD" {
		k.Name += " (" + chart.Drawable(markets.Label(first.Market)) + ")"
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
