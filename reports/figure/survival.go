package figure

import (
	"database/sql"
	"fmt"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var survival = Figure{
	Name: "survival", Section: "survival",
	Sources: []string{"races", "ends"},
	draw: func(r *reader) chart.Chart {
		rows, cox := rows[lifeRow](r, "survival"), rows[slopeRow](r, "survival_cox")
		r.Data.Add("", rows)
		curves := lives(rows, "kaplan_meier")
		if len(curves) == 0 {
			return r.none()
		}
		ended := []life{}
		for _, estimator := range []string{"shutdown", "acquisition"} {
			ended = append(ended, lives(rows, estimator)[:min(1, len(lives(rows, estimator)))]...)
		}
		years := 10
		for years > 1 && curves[0].followed(float64(12*years)) < fewestFollowed {
			years--
		}
		data := map[string]any{"curves": curves, "cox": cox, "fewest": fewestFollowed, "years": years, "shut": 0.0, "sold": 0.0,
			"long": len(ended) == 2 && curves[0].followed(float64(12*years)) >= fewestFollowed}
		if len(ended) == 2 {
			data["shut"], data["sold"] = ended[0].at(float64(12*years)).Estimate, ended[1].at(float64(12*years)).Estimate
		}
		const upper, table = 300.0, 20.0
		return r.say(data, upper+26+table*float64(len(curves)), func(c *chart.Canvas, frame chart.Box) {
			_, longest := widest(0, 12, append(ended[:len(ended):len(ended)], curves...), func(l life) []any { return []any{last(l.steps).Months} })
			_, most := widest(0, 0, ended, func(l life) []any { return []any{last(l.steps).Estimate} })
			longest *= 1.02
			top := 0.5
			if most > 0.48 {
				top = 1
			}
			ticks, bottom := chart.LinearTicks(0, 1, 4, words.Percent), frame.Y0+upper-chart.XAxisRoom-18
			left := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+26, frame.X0+364, bottom)
			right := chart.Bounds(frame.X1-150, frame.Y0+26, frame.X1-70, bottom)
			x, y := chart.Linear(0, longest, left.X0, left.X1), chart.Linear(0, 1, left.Y1, left.Y0)
			c.Text(chart.LabelStyle.Bolder(), chart.Pt(left.X0, frame.Y0+11), "Not known to have closed")
			c.YGrid(left, y, ticks)
			c.XAxis(left, x, yearsTicks(longest, 5), frame)
			c.XTitle(left, "years since the first rival")
			drawSurvivalCurves(c, curves, left, x, y)
			c.Text(chart.LabelStyle.Bolder(), chart.Pt(right.X0, frame.Y0+11), "Closed, or sold")
			x2, y2 := chart.Linear(0, longest, right.X0, right.X1), chart.Linear(0, top, right.Y1, right.Y0)
			c.YGrid(right, y2, chart.LinearTicks(0, top, 5, words.Percent))
			c.XAxis(right, x2, yearsTicks(longest, 2), frame)
			c.XTitle(right, "years")
			var marks []chart.Label
			for _, l := range ended {
				look, name := chart.Stroke{Tone: chart.Vermilion, Width: chart.LineWidth}, "closed"
				if l.estimator == "acquisition" {
					look, name = chart.Stroke{Tone: chart.Purple, Width: chart.LineWidth, Dash: chart.Dashed}, "sold"
				}
				line := l.stairs(x2, y2, 0, func(r lifeRow) sql.NullFloat64 { return valid(r.Estimate) })
				c.Line(look, line...)
				marks = append(marks, chart.Label{At: last(line), R: 1, Text: name + " " + words.Percent(last(l.steps).Estimate), Tone: look.Tone})
			}
			c.Column(chart.NoteStyle.Bolder(), marks, right.X1+14, right.Y0+4, right.Y1-6)
			drawRiskTable(c, curves, x, yearsTicks(longest, 5), frame.Y0+upper+12, table, frame)
		})
	},
}

// lifeRow is a step of a survival curve: months from the entry of the first
// rival, and those still followed just before.
type lifeRow struct {
	Cohort    string          `csv:"cohort"`
	Estimator string          `csv:"estimator"` // kaplan_meier, shutdown or acquisition
	Months    float64         `csv:"months"`
	AtRisk    int             `csv:"at_risk"`
	Events    int             `csv:"events"`
	Estimate  float64         `csv:"estimate"`
	Lower     sql.NullFloat64 `csv:"lower"`
	Upper     sql.NullFloat64 `csv:"upper"`
	Level     float64         `csv:"level"`
	N         int             `csv:"n"`
}

// Named is the cohort in a sentence.
func (r lifeRow) Named() string {
	switch r.Cohort {
	case "all":
		return "all first movers"
	case "under 12 months", "12 months and more":
		return "head start " + r.Cohort
	}
	return chart.Drawable(r.Cohort)
}

// life is one step curve, its steps as long as enough are followed.
type life struct {
	cohort, estimator string
	N                 int
	Level             float64
	steps, all        []lifeRow
}

// fewestFollowed is how many must be followed for a curve to be drawn on: the steps of
// the last few say nothing.
const fewestFollowed = 5

// lives gathers the curves of one estimator, by cohort in the order given.
func lives(rows []lifeRow, estimator string) []life {
	var out []life
	for _, of := range grouped(kept(rows, func(r lifeRow) bool { return r.Estimator == estimator }), func(r lifeRow) string { return r.Cohort }) {
		steps := append(of[:1:1], kept(of[1:], func(r lifeRow) bool { return r.AtRisk >= fewestFollowed })...)
		out = append(out, life{chart.Drawable(of[0].Cohort), estimator, of[0].N, of[0].Level, steps, of})
	}
	return out
}

// at is the last row of a curve up to so many months; before the first, nobody
// has ended yet.
func (l life) at(months float64) (row lifeRow) {
	for _, r := range l.all {
		if r.Months <= months {
			row = r
		}
	}
	return row
}

// AfterTenYears is the row then, where anybody is still followed.
func (l life) AfterTenYears() []lifeRow {
	if l.followed(120) == 0 || l.all[0].Months > 120 {
		return nil
	}
	return []lifeRow{l.at(120)}
}

// followed is how many are still followed after so many months.
func (l life) followed(months float64) int {
	for _, r := range l.all {
		if r.Months >= months {
			return r.AtRisk
		}
	}
	return 0
}

func (l life) stairs(x, y chart.Scale, start float64, value func(lifeRow) sql.NullFloat64) []chart.Point {
	return chart.Stairs(x, y, start, each(l.steps, func(r lifeRow) float64 { return r.Months }), each(l.steps, func(r lifeRow) float64 { return known(value(r)) }))
}

// yearsTicks label a linear axis of months in years.
func yearsTicks(months float64, n int) []chart.Tick {
	ticks := chart.LinearTicks(0, months/12, n, words.Significant)
	for i := range ticks {
		ticks[i].Value *= 12
	}
	return ticks
}

// cohortLook is the tone and dash of a cohort, by its place.
func cohortLook(i int) chart.Stroke {
	looks := []chart.Stroke{{Tone: chart.Green, Width: chart.LineWidth}, {Tone: chart.Vermilion, Width: 1.5, Dash: chart.Dashed}, {Tone: chart.Blue, Width: 1.5, Dash: chart.Dotted}}
	return looks[i%len(looks)]
}

func drawSurvivalCurves(c *chart.Canvas, curves []life, area chart.Box, x, y chart.Scale) {
	c.Between(chart.Green.Tint(), curves[0].stairs(x, y, 1, func(r lifeRow) sql.NullFloat64 { return r.Upper }), curves[0].stairs(x, y, 1, func(r lifeRow) sql.NullFloat64 { return r.Lower }))
	var marks []chart.Label
	for i := len(curves) - 1; i >= 0; i-- {
		line := curves[i].stairs(x, y, 1, func(r lifeRow) sql.NullFloat64 { return valid(r.Estimate) })
		c.Line(cohortLook(i), line...)
		marks = append(marks, chart.Label{At: last(line), R: 1, Text: curves[i].cohort, Tone: cohortLook(i).Tone})
	}
	c.Column(chart.NoteStyle.Bolder(), marks, area.X1+12, area.Y0+4, area.Y1-6)
}

// drawRiskTable says below the axis how many are still followed.
func drawRiskTable(c *chart.Canvas, curves []life, x chart.Scale, ticks []chart.Tick, top, rowHeight float64, frame chart.Box) {
	c.Text(chart.NoteStyle.Bolder(), chart.Pt(frame.X0, top+4), "still observed at that time")
	for i, l := range curves {
		y := top + 6 + rowHeight*(float64(i)+0.9)
		s := chart.NoteStyle.In(cohortLook(i).Tone)
		c.Text(s, chart.Pt(x.To+12, y), s.Shorten(l.cohort, chart.ColumnWidth))
		for _, t := range ticks {
			c.Text(chart.NoteStyle.In(chart.Ink).Centered(), chart.Pt(x.At(t.Value), y), fmt.Sprint(l.followed(t.Value)))
		}
	}
}
