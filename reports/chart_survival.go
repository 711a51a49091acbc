package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"headstart/transform"
)

// lifeRow is a step of a survival curve: months from the entry of the first
// rival, and those still followed just before.
type lifeRow struct {
	cohort, estimator string // kaplan_meier, shutdown or acquisition
	months            float64
	atRisk, events    int
	estimate          float64
	lower, upper      sql.NullFloat64
	level             float64
	n                 int
}

func (r *lifeRow) fields() []any {
	return []any{&r.cohort, &r.estimator, &r.months, &r.atRisk, &r.events, &r.estimate, &r.lower, &r.upper, &r.level, &r.n}
}

func survivalChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_survival", (*lifeRow).fields)
	if err != nil {
		return Chart{}, err
	}
	cox, err := collect(ctx, db, "chart_survival_cox", (*slopeRow).fields)
	return drawSurvival(rows, cox), err
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
	for _, r := range rows {
		if r.estimator != estimator {
			continue
		}
		if len(out) == 0 || out[len(out)-1].cohort != r.cohort {
			out = append(out, life{cohort: r.cohort, n: r.n, level: r.level})
		}
		l := &out[len(out)-1]
		l.all = append(l.all, r)
		if r.atRisk >= fewestFollowed || len(l.all) == 1 {
			l.steps = append(l.steps, r)
		}
	}
	return out
}

// at is the last row of a curve up to so many months; ok is false before the
// first, where nobody has ended yet.
func (l life) at(months float64) (row lifeRow, ok bool) {
	for _, r := range l.all {
		if r.months > months {
			break
		}
		row, ok = r, true
	}
	return row, ok
}

// followed is how many are still followed after so many months.
func (l life) followed(months float64) int {
	for _, r := range l.all {
		if r.months >= months {
			return r.atRisk
		}
	}
	return 0
}

func (l life) end() float64 { return l.steps[len(l.steps)-1].months }

func drawSurvival(rows []lifeRow, cox []slopeRow) Chart {
	chart := Chart{
		Name:     "survival",
		Title:    "how long first movers live",
		Subtitle: "First movers from the entry of their first rival",
		Data:     Table{Columns: []string{"cohort", "estimator", "months", "at_risk", "events", "estimate", "lower", "upper", "level", "n"}},
	}
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.cohort, r.estimator, r.months, r.atRisk, r.events, r.estimate, nullable(r.lower), nullable(r.upper),
			r.level, r.n})
	}
	curves := lives(rows, "kaplan_meier")
	shut, sold := lives(rows, "shutdown"), lives(rows, "acquisition")
	if len(curves) == 0 {
		return chart.empty("no first mover that met a rival in this run")
	}
	all := curves[0]
	chart.Title = survivalTitle(all, shut, sold)
	chart.Subtitle = fmt.Sprintf("Left: share of first movers not shut down, by years since the first rival came (Kaplan–Meier, %s band; thin: by head start); "+
		"a sale ends the watch. Right: share shut down, and sold, by then", percent(all.level))
	chart.Caption = fmt.Sprintf("n = %s, each against its first rival; a launch without a known end counts as alive. Curves are drawn while %d or more are followed.",
		number(all.n, "first mover"), fewestFollowed)
	if len(cox) > 0 {
		chart.Caption += fmt.Sprintf(" Hazard of a shutdown per doubling of the head start: times %.2f (%s interval %.2f to %.2f, Cox, n = %d); descriptive, for rivals choose when to enter.",
			math.Exp(cox[0].value), percent(cox[0].level), math.Exp(cox[0].lower), math.Exp(cox[0].upper), cox[0].n)
	}
	chart.Alt = "Survival curves. " + chart.Title + "."
	for _, l := range curves {
		if r, ok := l.at(120); ok && l.followed(120) > 0 {
			chart.Alt += fmt.Sprintf(" %s (n = %d): %s not shut down after ten years", sentence(cohortName(l.cohort)), l.n, percent(r.estimate))
			if r.lower.Valid {
				chart.Alt += fmt.Sprintf(" (%s to %s)", percent(r.lower.Float64), percent(r.upper.Float64))
			}
			chart.Alt += "."
		}
	}
	const table = 20.0
	chart.bodyHeight = 300 + 26 + table*float64(len(curves))
	chart.draw(func(c *canvas, frame box) {
		longest := 12.0
		for _, l := range append(append([]life(nil), curves...), append(shut, sold...)...) {
			if l.cohort == all.cohort || l.n > 0 {
				longest = math.Max(longest, l.end())
			}
		}
		ticks := linearTicks(0, 1, 4, percent)
		plotBottom := frame.y0 + 300 - xAxisRoom - 18
		left := box{frame.x0 + tickMargin(ticks), frame.y0 + 26, frame.x0 + 364, plotBottom}
		right := box{frame.x1 - 150, frame.y0 + 26, frame.x1 - 70, plotBottom}
		y := linear(0, 1, left.y1, left.y0)
		bold := labelStyle
		bold.bold = true
		c.text(bold, point{left.x0, frame.y0 + 11}, "Not shut down")
		c.text(bold, point{right.x0, frame.y0 + 11}, "Shut down, or sold")
		x := linear(0, longest*1.02, left.x0, left.x1)
		years := yearsTicks(longest*1.02, 5)
		c.yGrid(left, y, ticks)
		c.xAxis(left, x, years, frame)
		c.survivalCurves(curves, left, x, y)
		few := yearsTicks(longest*1.02, 2)
		ended := linear(0, incidenceTop(shut, sold), right.y1, right.y0)
		x2 := linear(0, longest*1.02, right.x0, right.x1)
		c.yGrid(right, ended, linearTicks(0, ended.max, 5, percent))
		c.xAxis(right, x2, few, frame)
		c.incidence(shut, sold, right, x2, ended)
		s := noteStyle
		s.align = middle
		c.text(s, point{(left.x0 + left.x1) / 2, plotBottom + 34}, "years since the first rival")
		c.text(s, point{(right.x0 + right.x1) / 2, plotBottom + 34}, "years")
		c.riskTable(curves, x, years, frame.y0+300+12, table, frame)
	})
	return chart
}

// incidenceTop is the end of the axis of those shut down or sold: one half, or
// 1 where more were.
func incidenceTop(curves ...[]life) float64 {
	for _, l := range curves {
		if len(l) > 0 && l[0].steps[len(l[0].steps)-1].estimate > 0.48 {
			return 1
		}
	}
	return 0.5
}

// yearsTicks label a linear axis of months in years.
func yearsTicks(months float64, n int) []tick {
	ticks := linearTicks(0, months/12, n, func(v float64) string { return significant(v) })
	for i := range ticks {
		ticks[i].value *= 12
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
	return drawable(cohort)
}

// cohortLook is the tone and dash of a cohort, by its place.
func cohortLook(i int) stroke {
	looks := []stroke{{tone: green, width: lineWidth}, {tone: vermilion, width: 1.5, dash: dashed}, {tone: blue, width: 1.5, dash: dotted}}
	return looks[i%len(looks)]
}

// stairs turns a step curve into points, from start at month 0.
func stairs(l life, start float64, x, y scale, value func(lifeRow) float64) []point {
	level := start
	out := []point{{x.at(0), y.at(level)}}
	for _, r := range l.steps {
		out = append(out, point{x.at(r.months), y.at(level)})
		level = value(r)
		out = append(out, point{x.at(r.months), y.at(level)})
	}
	return out
}

func (c *canvas) survivalCurves(curves []life, area box, x, y scale) {
	all := curves[0]
	upper := stairs(all, 1, x, y, func(r lifeRow) float64 {
		if !r.upper.Valid {
			return 1
		}
		return r.upper.Float64
	})
	lower := stairs(all, 1, x, y, func(r lifeRow) float64 {
		if !r.lower.Valid {
			return 1
		}
		return r.lower.Float64
	})
	for i := len(lower) - 1; i >= 0; i-- {
		upper = append(upper, lower[i])
	}
	c.fill(green.tint(), upper...)
	var marks []mark
	for i := len(curves) - 1; i >= 0; i-- {
		look := cohortLook(i)
		line := stairs(curves[i], 1, x, y, func(r lifeRow) float64 { return r.estimate })
		c.line(look, line...)
		end := line[len(line)-1]
		text := "all"
		if curves[i].cohort != "all" {
			text = drawable(curves[i].cohort)
		}
		marks = append(marks, mark{at: end, r: 1, text: text, tone: look.tone})
	}
	s := noteStyle
	s.bold = true
	c.column(s, marks, area.x1+12, area.y0+4, area.y1-6)
}

// incidence draws the two ways to end, one beside the other.
func (c *canvas) incidence(shut, sold []life, area box, x, y scale) {
	var marks []mark
	for i, l := range [][]life{shut, sold} {
		if len(l) == 0 {
			continue
		}
		look := stroke{tone: []tone{vermilion, purple}[i], width: lineWidth}
		if i == 1 {
			look.dash = dashed
		}
		line := stairs(l[0], 0, x, y, func(r lifeRow) float64 { return r.estimate })
		c.line(look, line...)
		r := l[0].steps[len(l[0].steps)-1]
		marks = append(marks, mark{at: line[len(line)-1], r: 1, text: fmt.Sprintf("%s %s", []string{"shut", "sold"}[i], percent(r.estimate)), tone: look.tone})
	}
	s := noteStyle
	s.bold = true
	c.column(s, marks, area.x1+14, area.y0+4, area.y1-6)
}

// riskTable says below the axis how many are still followed.
func (c *canvas) riskTable(curves []life, x scale, ticks []tick, top, rowHeight float64, frame box) {
	head := noteStyle
	head.bold = true
	c.text(head, point{frame.x0, top + 4}, "still followed at that time")
	for i, l := range curves {
		y := top + 6 + rowHeight*(float64(i)+0.9)
		s := noteStyle
		s.tone = cohortLook(i).tone
		name := "all"
		if l.cohort != "all" {
			name = drawable(l.cohort)
		}
		c.text(s, point{x.to + 12, y}, s.shorten(name, columnWidth))
		s.tone, s.align = ink, middle
		for _, t := range ticks {
			c.text(s, point{x.at(t.value), y}, fmt.Sprint(l.followed(t.value)))
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
		return fmt.Sprintf("%s met a rival, too few to follow for long", sentence(number(all.n, "first mover")))
	}
	shutBy, _ := shut[0].at(float64(12 * years))
	soldBy, _ := sold[0].at(float64(12 * years))
	head := fmt.Sprintf("%s years after their first rival came", sentence(counted(years)))
	if years == 1 {
		head = "A year after their first rival came"
	}
	return fmt.Sprintf("%s, %s of first movers had been shut down and %s sold", head, percent(shutBy.estimate), percent(soldBy.estimate))
}
