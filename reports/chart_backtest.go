package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/transform"
)

// backtestRow is how a model's past forecasts of all series did so many
// quarters ahead; horizon 0 is all of them.
type backtestRow struct {
	model                  string
	horizon, origins       int
	bounds                 int // targets that are lower bounds, not scored
	mase, score            sql.NullFloat64
	coverage, lower, upper sql.NullFloat64 // of the 80 % interval
	n                      int             // forecasts with one

	coverage95, lower95, upper95 sql.NullFloat64
	n95                          int
}

func (r *backtestRow) fields() []any {
	return []any{&r.model, &r.horizon, &r.origins, &r.bounds, &r.mase, &r.score, &r.coverage, &r.lower, &r.upper, &r.n,
		&r.coverage95, &r.lower95, &r.upper95, &r.n95}
}

// choiceRow is on how many of the longer series a model erred less than
// drift, two to four quarters ahead.
type choiceRow struct {
	model          string
	series, beaten int
	chosen         bool // forecasts are read from it
}

func (r *choiceRow) fields() []any { return []any{&r.model, &r.series, &r.beaten, &r.chosen} }

func backtestChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_backtest", (*backtestRow).fields)
	if err != nil {
		return Chart{}, err
	}
	choice, err := collect(ctx, db, "chart_backtest_choice", (*choiceRow).fields)
	return drawBacktest(rows, choice), err
}

// tested is a model with its errors by horizon.
type tested struct {
	model string
	all   backtestRow // of all horizons
	by    []backtestRow
}

// baseline says that a model needs no fit: the others must beat it.
func (m tested) baseline() bool { return m.model == "naive" || m.model == "drift" }

// mase is the error over so many horizons: the mean of those that are known.
func (m tested) mase() float64 {
	if m.all.mase.Valid {
		return m.all.mase.Float64
	}
	sum := 0.0
	for _, r := range m.by {
		sum += r.mase.Float64
	}
	return sum / float64(max(1, len(m.by)))
}

// testedModels gathers the rows of each model that has an error, the best
// first.
func testedModels(rows []backtestRow) []tested {
	var out []tested
	for _, r := range rows {
		i := slices.IndexFunc(out, func(m tested) bool { return m.model == r.model })
		if i < 0 {
			i = len(out)
			out = append(out, tested{model: r.model})
		}
		switch {
		case r.horizon == 0:
			out[i].all = r
		case r.mase.Valid:
			out[i].by = append(out[i].by, r)
		}
	}
	out = slices.DeleteFunc(out, func(m tested) bool { return len(m.by) == 0 })
	for _, m := range out {
		slices.SortStableFunc(m.by, func(a, b backtestRow) int { return a.horizon - b.horizon })
	}
	slices.SortStableFunc(out, func(a, b tested) int {
		switch {
		case a.mase() < b.mase():
			return -1
		case a.mase() > b.mase():
			return 1
		}
		return strings.Compare(a.model, b.model)
	})
	return out
}

func drawBacktest(rows []backtestRow, choice []choiceRow) Chart {
	chart := Chart{
		Name:     "backtest",
		Title:    "past forecasts",
		Subtitle: "Error of past forecasts by quarters ahead",
		Data: Table{Columns: []string{"model", "horizon", "origins", "lower_bounds", "mase", "interval_score_80", "coverage_80", "coverage_80_lower",
			"coverage_80_upper", "n_80", "coverage_95", "coverage_95_lower", "coverage_95_upper", "n_95"}},
	}
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.model, r.horizon, r.origins, r.bounds, nullable(r.mase), nullable(r.score), nullable(r.coverage),
			nullable(r.lower), nullable(r.upper), r.n, nullable(r.coverage95), nullable(r.lower95), nullable(r.upper95), r.n95})
	}
	models := testedModels(rows)
	if len(models) == 0 {
		return chart.empty("no series has figures enough to judge a forecast by in this run")
	}
	chart.Title = backtestTitle(models, choice)
	chart.Subtitle = "Above: mean absolute error of past forecasts, scaled by the mean step between the figures known at the time; lower is better. " +
		"Below: how often the 80% interval held what came, with a 95% Jeffreys interval"
	chart.Caption = "Rolling origin: every forecast saw only the figures up to its origin, and all models are scored on the same. "
	if bounds := models[0].all.bounds; bounds > 0 {
		chart.Caption += fmt.Sprintf("Not scored: %s to a figure that is a lower bound. ", number(bounds, "forecast"))
	}
	for _, r := range choice {
		if r.chosen {
			chart.Caption += fmt.Sprintf("Forecasts are read from %s (the combination if it beats drift on most series of 12 figures or more, else drift). ", theModel(r.model))
		}
	}
	chart.Caption += "Forecasts of one series overlap: the intervals are, if anything, too narrow."
	chart.Alt = "Line chart of the errors of past forecasts by quarters ahead, and dot plot of the coverage of their intervals. " + chart.Title + "."
	for _, m := range models {
		chart.Alt += fmt.Sprintf(" %s:", sentence(modelName(m.model)))
		for _, r := range m.by {
			chart.Alt += fmt.Sprintf(" %.2f at %s,", r.mase.Float64, number(r.horizon, "quarter"))
		}
		chart.Alt = strings.TrimSuffix(chart.Alt, ",")
		if m.all.coverage.Valid {
			chart.Alt += "; 80% interval held " + m.held()
		}
		chart.Alt += "."
	}
	covered := slices.DeleteFunc(slices.Clone(models), func(m tested) bool { return !m.all.coverage.Valid })
	const errors, rowHeight, head = 250.0, 25.0, 34.0
	chart.bodyHeight = errors
	if len(covered) > 0 {
		chart.bodyHeight += head + rowHeight*float64(len(covered)) + xAxisRoom + 2
	}
	chart.draw(func(c *canvas, frame box) {
		c.errorsByHorizon(models, box{frame.x0, frame.y0, frame.x1, frame.y0 + errors})
		if len(covered) > 0 {
			c.coverage(covered, box{frame.x0, frame.y0 + errors + 14, frame.x1, frame.y1}, head-14, rowHeight)
		}
	})
	return chart
}

// held is the coverage of the 80 % interval in words.
func (m tested) held() string {
	text := fmt.Sprintf("%s of the time", percent(m.all.coverage.Float64))
	if m.all.lower.Valid && m.all.upper.Valid {
		text += fmt.Sprintf(" (%.0f to %s)", 100*m.all.lower.Float64, percent(m.all.upper.Float64))
	}
	return text + fmt.Sprintf(", n = %s", grouped(m.all.n))
}

func (c *canvas) errorsByHorizon(models []tested, frame box) {
	top, furthest := 1.0, 1
	origins := map[int]int{}
	var names []string
	for _, m := range models {
		names = append(names, modelName(m.model)+" 0.00")
		for _, r := range m.by {
			top, furthest = math.Max(top, r.mase.Float64), max(furthest, r.horizon)
			origins[r.horizon] = max(origins[r.horizon], r.origins)
		}
	}
	ticks := linearTicks(0, top*1.04, 5, significant)
	bold := labelStyle
	bold.bold = true
	area := box{frame.x0 + tickMargin(ticks), frame.y0 + 22, frame.x1 - columnRoom(bold, names) - 14, frame.y1 - 44}
	x := linear(0.75, float64(furthest)+0.1, area.x0, area.x1)
	y := linear(0, top*1.04, area.y1, area.y0)
	c.text(bold, point{frame.x0, frame.y0 + 8}, "Scaled error")
	c.yGrid(area, y, ticks)
	c.line(stroke{tone: muted, width: thinLineWidth, dash: dotted}, point{area.x0, y.at(1)}, point{area.x1, y.at(1)})
	var axisTicks []tick
	for h := 1; h <= furthest; h++ {
		axisTicks = append(axisTicks, tick{float64(h), number(h, "quarter") + " ahead"})
	}
	c.xAxis(area, x, axisTicks, frame)
	note := noteStyle
	note.align = middle
	for h := 1; h <= furthest; h++ {
		if origins[h] > 0 {
			c.text(note, point{x.at(float64(h)), area.y1 + 33}, "n = "+grouped(origins[h]))
		}
	}
	var ends []mark
	var lines []box
	for _, fitted := range []bool{false, true} {
		for i := len(models) - 1; i >= 0; i-- {
			if models[i].baseline() != fitted {
				lines = append(lines, c.errorLine(models[i], x, y)...)
			}
		}
	}
	for _, m := range models {
		last := m.by[len(m.by)-1]
		t := modelTone(m.model)
		if m.baseline() {
			t = muted
		}
		ends = append(ends, mark{at: point{x.at(float64(last.horizon)), y.at(last.mase.Float64)}, r: markerRadius, tone: t,
			text: fmt.Sprintf("%s %.2f", modelName(m.model), last.mase.Float64)})
	}
	c.column(bold, ends, area.x1+18, area.y0, area.y1-4)
	one := mark{at: point{x.at(float64(furthest) - 0.5), y.at(1)}, text: "1: the mean step between figures", tone: muted}
	c.beside(noteStyle, []mark{one}, area, lines, 0)
}

// errorLine draws the errors of a model, those of the baselines in grey. It
// returns the space taken.
func (c *canvas) errorLine(m tested, x, y scale) []box {
	look := stroke{tone: modelTone(m.model), width: 1.7}
	switch {
	case m.model == "combination":
		look.width = 3
	case m.baseline():
		look.dash = dashed
	}
	var line []point
	for _, r := range m.by {
		line = append(line, point{x.at(float64(r.horizon)), y.at(r.mase.Float64)})
	}
	c.line(look, line...)
	for _, p := range line {
		c.marker(round, look.tone, p, markerRadius, m.baseline())
	}
	return alongLine(line, 2)
}

// coverage draws how often the 80 % interval of each model held.
func (c *canvas) coverage(models []tested, frame box, head, rowHeight float64) {
	const nominal = 0.8
	low, high := 0.7, 0.9
	var names, texts []string
	for _, m := range models {
		low, high = math.Min(low, m.all.coverage.Float64), math.Max(high, m.all.coverage.Float64)
		if m.all.lower.Valid && m.all.upper.Valid {
			low, high = math.Min(low, m.all.lower.Float64), math.Max(high, m.all.upper.Float64)
		}
		names = append(names, sentence(modelName(m.model)))
		texts = append(texts, m.coverageText())
	}
	low, high = math.Max(0, math.Floor(low*20-0.2)/20), math.Min(1, math.Ceil(high*20+0.2)/20)
	bold, note := labelStyle, noteStyle
	bold.bold, note.align = true, right
	c.text(bold, point{frame.x0, frame.y0 + 8}, "Held by the 80% interval")
	area := box{frame.x0 + labelStyle.widest(names) + 18, frame.y0 + head, frame.x1 - noteStyle.widest(texts) - 20, frame.y0 + head + rowHeight*float64(len(models))}
	x := linear(low, high, area.x0, area.x1)
	ticks := apart(linearTicks(low, high, 6, percent), x)
	for _, t := range ticks {
		c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
	}
	c.xAxis(area, x, ticks, frame)
	c.line(stroke{tone: ink, width: thinLineWidth, dash: dashed}, point{x.at(nominal), area.y0 - 4}, point{x.at(nominal), area.y1})
	over := noteStyle
	over.align, over.tone = middle, ink
	c.text(over, point{x.at(nominal), area.y0 - 8}, "nominal")
	for i, m := range models {
		y := area.y0 + rowHeight*(float64(i)+0.5)
		t := modelTone(m.model)
		c.text(labelStyle, point{frame.x0, labelStyle.centred(y)}, names[i])
		if m.all.lower.Valid && m.all.upper.Valid {
			look := stroke{tone: faint, width: 5}
			if !m.baseline() {
				look.tone = t.soft()
			}
			c.line(look, point{x.at(m.all.lower.Float64), y}, point{x.at(m.all.upper.Float64), y})
		}
		c.marker(round, t, point{x.at(m.all.coverage.Float64), y}, 4.6, m.baseline())
		c.text(note, point{frame.x1, note.centred(y)}, texts[i])
	}
}

func (m tested) coverageText() string {
	text := percent(m.all.coverage.Float64)
	if m.all.lower.Valid && m.all.upper.Valid {
		text += fmt.Sprintf(" (%.0f to %.0f)", 100*m.all.lower.Float64, 100*m.all.upper.Float64)
	}
	return text + fmt.Sprintf(", n = %s", grouped(m.all.n))
}

// backtestTitle says which model erred least, against drift, and on how many
// series the combination did better than drift.
func backtestTitle(models []tested, choice []choiceRow) string {
	best := models[0]
	text := fmt.Sprintf("In past forecasts %s erred least", theModel(best.model))
	i := slices.IndexFunc(models, func(m tested) bool { return m.model == "drift" })
	switch {
	case len(models) == 1:
		text = fmt.Sprintf("%s erred by %.2f steps on average", sentence(theModel(best.model)), best.mase())
	case i == 0:
		text += fmt.Sprintf("; %s erred %s more", theModel(models[1].model), percent(models[1].mase()/best.mase()-1))
	case i > 0:
		text += fmt.Sprintf(", %s less than drift", percent(1-best.mase()/models[i].mase()))
	}
	join := "; the combination beat"
	if best.model == "combination" || i == 0 && len(models) > 1 && models[1].model == "combination" {
		join = ", and beat" // it was the last one named
	}
	for _, r := range choice {
		if r.model == "combination" && r.series > 0 {
			text += fmt.Sprintf("%s drift on %s of %d series", join, counted(r.beaten), r.series)
		}
	}
	return text
}

// theModel is what a sentence calls a model.
func theModel(model string) string {
	switch model {
	case "logistic", "gompertz":
		return "the " + modelName(model) + " curve"
	case "naive":
		return "the naive forecast"
	case "drift":
		return "drift"
	}
	return "the " + modelName(model)
}
