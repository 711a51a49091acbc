package figure

import (
	"cmp"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var backtest = Figure{
	Name: "backtest", Section: "forecasts",
	draw: ofRows(func(r *reader, rows []backtestRow) chart.Chart {
		models := testedModels(rows)
		if len(models) == 0 {
			return r.none()
		}
		covered := kept(models, func(m tested) bool { return m.All.Coverage.Valid })
		const errors, rowHeight, head = 250.0, 25.0, 34.0
		height := errors
		if len(covered) > 0 {
			height += head + rowHeight*float64(len(covered)) + chart.XAxisRoom + 2
		}
		return r.say(map[string]any{"models": models}, height, func(c *chart.Canvas, frame chart.Box) {
			drawErrorsByHorizon(c, models, chart.Bounds(frame.X0, frame.Y0, frame.X1, frame.Y0+errors))
			if len(covered) > 0 {
				drawCoverage(c, covered, chart.Bounds(frame.X0, frame.Y0+errors+14, frame.X1, frame.Y1), head-14, rowHeight)
			}
		})
	}),
}

// backtestRow is how a model's past forecasts of all series did so many
// quarters ahead; horizon 0 is all of them. The coverage is that of the 80%
// interval and of the 95% one, each with its interval and the forecasts that
// have one.
type backtestRow struct {
	Model      string          `csv:"model"`
	Horizon    int             `csv:"horizon"`
	Origins    int             `csv:"origins"`
	Bounds     int             `csv:"lower_bounds"` // targets that are lower bounds, not scored
	Mase       sql.NullFloat64 `csv:"mase"`
	Score      sql.NullFloat64 `csv:"interval_score_80"`
	Coverage   sql.NullFloat64 `csv:"coverage_80"`
	Lower      sql.NullFloat64 `csv:"coverage_80_lower"`
	Upper      sql.NullFloat64 `csv:"coverage_80_upper"`
	N          int             `csv:"n_80"`
	Coverage95 sql.NullFloat64 `csv:"coverage_95"`
	Lower95    sql.NullFloat64 `csv:"coverage_95_lower"`
	Upper95    sql.NullFloat64 `csv:"coverage_95_upper"`
	N95        int             `csv:"n_95"`
}

func (r backtestRow) Count() string { return words.Thousands(int64(r.N)) }

// tested is a model with its errors by horizon.
type tested struct {
	Model string
	All   backtestRow   // of all horizons
	By    []backtestRow // with an error, in order of the horizon
}

// baseline says that a model needs no fit: the others must beat it.
func (m tested) baseline() bool { return m.Model == "naive" || m.Model == "drift" }

// Mase is the error over all horizons, or else the mean of those that are known.
func (m tested) Mase() float64 {
	if m.All.Mase.Valid {
		return m.All.Mase.Float64
	}
	sum := 0.0
	for _, r := range m.By {
		sum += r.Mase.Float64
	}
	return sum / float64(len(m.By))
}

// Apart is how much more or less than another the model erred, as a share.
func (m tested) Apart(other tested) float64 { return math.Abs(m.Mase()/other.Mase() - 1) }

// testedModels gathers the rows of each model that has an error, the best
// first.
func testedModels(rows []backtestRow) []tested {
	var out []tested
	for _, of := range grouped(rows, func(r backtestRow) string { return r.Model }) {
		m := tested{Model: of[0].Model, By: kept(of, func(r backtestRow) bool { return r.Horizon > 0 && r.Mase.Valid })}
		for _, r := range kept(of, func(r backtestRow) bool { return r.Horizon == 0 }) {
			m.All = r
		}
		slices.SortStableFunc(m.By, func(a, b backtestRow) int { return a.Horizon - b.Horizon })
		if len(m.By) > 0 {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b tested) int { return cmp.Or(cmp.Compare(a.Mase(), b.Mase()), cmp.Compare(a.Model, b.Model)) })
	return out
}

func drawErrorsByHorizon(c *chart.Canvas, models []tested, frame chart.Box) {
	top, furthest := 1.0, 1
	origins := map[int]int{}
	for _, m := range models {
		for _, r := range m.By {
			top, furthest = max(top, r.Mase.Float64), max(furthest, r.Horizon)
			origins[r.Horizon] = max(origins[r.Horizon], r.Origins)
		}
	}
	ticks := chart.LinearTicks(0, top*1.04, 5, words.Significant)
	bold := chart.LabelStyle.Bolder()
	names := each(models, func(m tested) string { return LookOf(m.Model).Name + " 0.00" })
	area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+22, frame.X1-chart.ColumnRoom(bold, names)-14, frame.Y1-44)
	x, y := chart.Linear(0.75, float64(furthest)+0.1, area.X0, area.X1), chart.Linear(0, top*1.04, area.Y1, area.Y0)
	c.Text(bold, chart.Pt(frame.X0, frame.Y0+8), "Scaled error")
	c.YGrid(area, y, ticks)
	c.Across(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dotted}, y.At(1), area.X0, area.X1)
	var ahead []chart.Tick
	for h := 1; h <= furthest; h++ {
		ahead = append(ahead, chart.Tick{Value: float64(h), Label: words.Number(h, "quarter") + " ahead"})
		if origins[h] > 0 {
			c.Text(chart.NoteStyle.Centered(), chart.Pt(x.At(float64(h)), area.Y1+33), "n = "+words.Thousands(int64(origins[h])))
		}
	}
	c.XAxis(area, x, ahead, frame)
	var ends []chart.Label
	var lines []chart.Box
	fitted := kept(models, func(m tested) bool { return !m.baseline() })
	for _, m := range slices.Backward(append(fitted, kept(models, tested.baseline)...)) {
		look, end := chart.Stroke{Tone: LookOf(m.Model).tone, Width: 1.7}, last(m.By).Mase.Float64
		label := chart.Label{R: chart.MarkerRadius, Tone: look.Tone, Text: fmt.Sprintf("%s %.2f", LookOf(m.Model).Name, end)}
		switch {
		case m.Model == "combination":
			look.Width = 3
		case m.baseline():
			look.Dash, label.Tone = chart.Dashed, chart.Muted
		}
		line := each(m.By, func(r backtestRow) chart.Point { return chart.Pt(x.At(float64(r.Horizon)), y.At(r.Mase.Float64)) })
		c.Line(look, line...)
		for _, p := range line {
			c.Marker(chart.Round, look.Tone, p, chart.MarkerRadius, m.baseline())
		}
		label.At, lines = last(line), append(lines, chart.AlongLine(line, 2)...)
		ends = append(ends, label)
	}
	slices.Reverse(ends)
	c.Column(bold, ends, area.X1+18, area.Y0, area.Y1-4)
	one := chart.Label{At: chart.Pt(x.At(float64(furthest)-0.5), y.At(1)), Text: "1: the mean step between figures", Tone: chart.Muted}
	c.Beside(chart.NoteStyle, []chart.Label{one}, area, lines, 0)
}

// drawCoverage draws how often the 80% interval of each model held.
func drawCoverage(c *chart.Canvas, models []tested, frame chart.Box, head, rowHeight float64) {
	low, high := widest(0.7, 0.9, models, func(m tested) []any { return []any{m.All.Coverage, m.All.Lower, m.All.Upper} })
	low, high = max(0, math.Floor(low*20-0.2)/20), min(1, math.Ceil(high*20+0.2)/20)
	names := each(models, func(m tested) string { return words.Sentence(LookOf(m.Model).Name) })
	texts := each(models, tested.coverageText)
	c.Text(chart.LabelStyle.Bolder(), chart.Pt(frame.X0, frame.Y0+8), "Within the 80% interval")
	area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+18, frame.Y0+head, frame.X1-chart.NoteStyle.Widest(texts)-20, frame.Y0+head+rowHeight*float64(len(models)))
	x := chart.Linear(low, high, area.X0, area.X1)
	c.XGrid(area, x, chart.Apart(chart.LinearTicks(low, high, 6, words.Percent), x), frame)
	const nominal = 0.8
	c.Down(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth, Dash: chart.Dashed}, x.At(nominal), area.Y0-4, area.Y1)
	c.Text(chart.NoteStyle.Centered().In(chart.Ink), chart.Pt(x.At(nominal), area.Y0-8), "nominal")
	for i, m := range models {
		y := area.Y0 + rowHeight*(float64(i)+0.5)
		rowTexts(c, frame, y, names[i], texts[i])
		c.Dot(x, y, chart.Dot{Value: m.All.Coverage.Float64, Lower: known(m.All.Lower), Upper: known(m.All.Upper), Tone: LookOf(m.Model).tone, Hollow: m.baseline()})
	}
}

func (m tested) coverageText() string {
	text := words.Percent(m.All.Coverage.Float64)
	if m.All.Lower.Valid && m.All.Upper.Valid {
		text += " (" + words.PercentRange(m.All.Lower.Float64, m.All.Upper.Float64) + ")"
	}
	return text + ", n = " + m.All.Count()
}
