package figure

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var survival = Figure{
	Name: "survival", Section: "survival",
	Sources: []string{"races", "ends"},
	draw: func(r *reader) chart.Chart {
		return drawSurvival(rows[lifeRow](r, "survival"), rows[slopeRow](r, "survival_cox"))
	},
}

// lifeRow is a step of a survival curve: months from the entry of the first
// rival, and those still followed just before.
type lifeRow struct {
	Cohort, Estimator string // kaplan_meier, shutdown or acquisition
	Months            float64
	AtRisk, Events    int
	Estimate          float64
	Lower, Upper      sql.NullFloat64
	Level             float64
	N                 int
}

// life is one step curve, as long as enough are followed.
type life struct {
	cohort string
	n      int
	level  float64
	steps  []lifeRow
	all    []lifeRow
}

// fewestFollowed is how many must be followed for a curve to be drawn on: the steps of
// the last few say nothing.
const fewestFollowed = 5

// lives gathers the curves of one estimator, by cohort in the order given.
func lives(rows []lifeRow, estimator string) []life {
	var out []life
	for _, of := range grouped(rows, func(r lifeRow) [2]string { return [2]string{r.Estimator, r.Cohort} }) {
		if of[0].Estimator != estimator {
			continue
		}
		l := life{cohort: of[0].Cohort, n: of[0].N, level: of[0].Level, all: of}
		for i, r := range of {
			if r.AtRisk >= fewestFollowed || i == 0 {
				l.steps = append(l.steps, r)
			}
		}
		out = append(out, l)
	}
	return out
}

// at is the last row of a curve up to so many months; ok is false before the
// first, where nobody has ended yet.
func (l life) at(months float64) (row lifeRow, ok bool) {
	for _, r := range l.all {
		if r.Months > months {
			break
		}
		row, ok = r, true
	}
	return row, ok
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

func (l life) end() float64 { return l.steps[len(l.steps)-1].Months }

func drawSurvival(rows []lifeRow, cox []slopeRow) chart.Chart {
	fig := chart.Chart{
		Title:    "survival of first movers",
		Subtitle: "First movers from the entry of their first rival",
		Data:     chart.Table{Columns: []string{"cohort", "estimator", "months", "at_risk", "events", "estimate", "lower", "upper", "level", "n"}},
	}
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Cohort, r.Estimator, r.Months, r.AtRisk, r.Events, r.Estimate, nullable(r.Lower), nullable(r.Upper),
			r.Level, r.N})
	}
	curves := lives(rows, "kaplan_meier")
	shut, sold := lives(rows, "shutdown"), lives(rows, "acquisition")
	if len(curves) == 0 {
		return fig.Empty("no first mover that met a rival in this run")
	}
	all := curves[0]
	fig.Title = survivalTitle(all, shut, sold)
	fig.Subtitle = fmt.Sprintf("Left: share of first movers not known to have closed, by years since the first rival entered (Kaplan–Meier, %s band; thin: by head start); "+
		"a sale is censored. Right: share closed, and sold, by then", words.Percent(all.level))
	fig.Caption = fmt.Sprintf("n = %s, each against its first rival; running means not known to have closed. Curves are drawn while %d or more are observed.",
		words.Number(all.n, "first mover"), fewestFollowed)
	if len(cox) > 0 {
		fig.Caption += fmt.Sprintf(" Hazard ratio of a closure per doubling of the head start: %.2f (%s CI %.2f–%.2f, Cox, n = %d); descriptive, because rivals choose when to enter.",
			math.Exp(cox[0].Value), words.Percent(cox[0].Level), math.Exp(cox[0].Lower), math.Exp(cox[0].Upper), cox[0].N)
	}
	fig.Alt = "Survival curves. " + fig.Title + "."
	for _, l := range curves {
		if r, ok := l.at(120); ok && l.followed(120) > 0 {
			fig.Alt += fmt.Sprintf(" %s (n = %d): %s not known to have closed after ten years", words.Sentence(cohortName(l.cohort)), l.n, words.Percent(r.Estimate))
			if r.Lower.Valid {
				fig.Alt += fmt.Sprintf(" (%s)", words.PercentRange(r.Lower.Float64, r.Upper.Float64))
			}
			fig.Alt += "."
		}
	}
	const table = 20.0
	fig.BodyHeight = 300 + 26 + table*float64(len(curves))
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		longest := 12.0
		for _, l := range append(append([]life(nil), curves...), append(shut, sold...)...) {
			if l.cohort == all.cohort || l.n > 0 {
				longest = math.Max(longest, l.end())
			}
		}
		ticks := chart.LinearTicks(0, 1, 4, words.Percent)
		plotBottom := frame.Y0 + 300 - chart.XAxisRoom - 18
		left := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+26, frame.X0+364, plotBottom)
		right := chart.Bounds(frame.X1-150, frame.Y0+26, frame.X1-70, plotBottom)
		y := chart.Linear(0, 1, left.Y1, left.Y0)
		bold := chart.LabelStyle.Bolder()
		c.Text(bold, chart.Pt(left.X0, frame.Y0+11), "Not known to have closed")
		c.Text(bold, chart.Pt(right.X0, frame.Y0+11), "Closed, or sold")
		x := chart.Linear(0, longest*1.02, left.X0, left.X1)
		years := yearsTicks(longest*1.02, 5)
		c.YGrid(left, y, ticks)
		c.XAxis(left, x, years, frame)
		drawSurvivalCurves(c, curves, left, x, y)
		few := yearsTicks(longest*1.02, 2)
		ended := chart.Linear(0, incidenceTop(shut, sold), right.Y1, right.Y0)
		x2 := chart.Linear(0, longest*1.02, right.X0, right.X1)
		c.YGrid(right, ended, chart.LinearTicks(0, ended.Max, 5, words.Percent))
		c.XAxis(right, x2, few, frame)
		drawIncidence(c, shut, sold, right, x2, ended)
		s := chart.NoteStyle.Centered()
		c.Text(s, chart.Pt((left.X0+left.X1)/2, plotBottom+34), "years since the first rival")
		c.Text(s, chart.Pt((right.X0+right.X1)/2, plotBottom+34), "years")
		drawRiskTable(c, curves, x, years, frame.Y0+300+12, table, frame)
	})
	return fig
}

// incidenceTop is the end of the axis of those shut down or sold: one half, or
// 1 where more were.
func incidenceTop(curves ...[]life) float64 {
	for _, l := range curves {
		if len(l) > 0 && l[0].steps[len(l[0].steps)-1].Estimate > 0.48 {
			return 1
		}
	}
	return 0.5
}

// yearsTicks label a linear axis of months in years.
func yearsTicks(months float64, n int) []chart.Tick {
	ticks := chart.LinearTicks(0, months/12, n, func(v float64) string { return words.Significant(v) })
	for i := range ticks {
		ticks[i].Value *= 12
	}
	return ticks
}

func cohortName(cohort string) string {
	switch cohort {
	case "all":
		return "all first movers"
	case "under 12 months", "12 months and more":
		return "head start " + cohort
	}
	return chart.Drawable(cohort)
}

// cohortLook is the tone and dash of a cohort, by its place.
func cohortLook(i int) chart.Stroke {
	looks := []chart.Stroke{{Tone: chart.Green, Width: chart.LineWidth}, {Tone: chart.Vermilion, Width: 1.5, Dash: chart.Dashed}, {Tone: chart.Blue, Width: 1.5, Dash: chart.Dotted}}
	return looks[i%len(looks)]
}

// stairs turns a step curve into points, from start at month 0.
func stairs(l life, start float64, x, y chart.Scale, value func(lifeRow) float64) []chart.Point {
	level := start
	out := []chart.Point{chart.Pt(x.At(0), y.At(level))}
	for _, r := range l.steps {
		out = append(out, chart.Pt(x.At(r.Months), y.At(level)))
		level = value(r)
		out = append(out, chart.Pt(x.At(r.Months), y.At(level)))
	}
	return out
}

func drawSurvivalCurves(c *chart.Canvas, curves []life, area chart.Box, x, y chart.Scale) {
	all := curves[0]
	end := func(of func(lifeRow) sql.NullFloat64) []chart.Point {
		return stairs(all, 1, x, y, func(r lifeRow) float64 {
			if v := of(r); v.Valid {
				return v.Float64
			}
			return 1
		})
	}
	c.Between(chart.Green.Tint(), end(func(r lifeRow) sql.NullFloat64 { return r.Upper }), end(func(r lifeRow) sql.NullFloat64 { return r.Lower }))
	var marks []chart.Label
	for i := len(curves) - 1; i >= 0; i-- {
		look := cohortLook(i)
		line := stairs(curves[i], 1, x, y, func(r lifeRow) float64 { return r.Estimate })
		c.Line(look, line...)
		end := line[len(line)-1]
		text := "all"
		if curves[i].cohort != "all" {
			text = chart.Drawable(curves[i].cohort)
		}
		marks = append(marks, chart.Label{At: end, R: 1, Text: text, Tone: look.Tone})
	}
	s := chart.NoteStyle.Bolder()
	c.Column(s, marks, area.X1+12, area.Y0+4, area.Y1-6)
}

// incidence draws the two ways to end, one beside the other.
func drawIncidence(c *chart.Canvas, shut, sold []life, area chart.Box, x, y chart.Scale) {
	var marks []chart.Label
	for i, l := range [][]life{shut, sold} {
		if len(l) == 0 {
			continue
		}
		look := chart.Stroke{Tone: []chart.Tone{chart.Vermilion, chart.Purple}[i], Width: chart.LineWidth}
		if i == 1 {
			look.Dash = chart.Dashed
		}
		line := stairs(l[0], 0, x, y, func(r lifeRow) float64 { return r.Estimate })
		c.Line(look, line...)
		r := l[0].steps[len(l[0].steps)-1]
		marks = append(marks, chart.Label{At: line[len(line)-1], R: 1, Text: fmt.Sprintf("%s %s", []string{"closed", "sold"}[i], words.Percent(r.Estimate)), Tone: look.Tone})
	}
	s := chart.NoteStyle.Bolder()
	c.Column(s, marks, area.X1+14, area.Y0+4, area.Y1-6)
}

// riskTable says below the axis how many are still followed.
func drawRiskTable(c *chart.Canvas, curves []life, x chart.Scale, ticks []chart.Tick, top, rowHeight float64, frame chart.Box) {
	head := chart.NoteStyle.Bolder()
	c.Text(head, chart.Pt(frame.X0, top+4), "still observed at that time")
	for i, l := range curves {
		y := top + 6 + rowHeight*(float64(i)+0.9)
		s := chart.NoteStyle.In(cohortLook(i).Tone)
		name := "all"
		if l.cohort != "all" {
			name = chart.Drawable(l.cohort)
		}
		c.Text(s, chart.Pt(x.To+12, y), s.Shorten(name, chart.ColumnWidth))
		s.Tone, s.Align = chart.Ink, chart.Middle
		for _, t := range ticks {
			c.Text(s, chart.Pt(x.At(t.Value), y), fmt.Sprint(l.followed(t.Value)))
		}
	}
}

// survivalTitle says how first movers had ended after ten years, or after as
// many as enough of them were followed.
func survivalTitle(all life, shut, sold []life) string {
	years := 10
	for years > 1 && all.followed(float64(12*years)) < fewestFollowed {
		years--
	}
	if len(shut) == 0 || len(sold) == 0 || all.followed(float64(12*years)) < fewestFollowed {
		return fmt.Sprintf("%s met a rival, too few to observe for long", words.Sentence(words.Number(all.n, "first mover")))
	}
	shutBy, _ := shut[0].at(float64(12 * years))
	soldBy, _ := sold[0].at(float64(12 * years))
	within := "within a year"
	if years > 1 {
		within = fmt.Sprintf("within %s years", words.Counted(years))
	}
	return fmt.Sprintf("%s of first movers closed and %s were sold %s", words.Percent(shutBy.Estimate), words.Percent(soldBy.Estimate), within)
}
