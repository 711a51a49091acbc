package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var backtest = Figure{
	Name: "backtest", Section: "forecasts",
	draw: func(r *reader) chart.Chart {
		return drawBacktest(rows[backtestRow](r, "backtest"), rows[choiceRow](r, "backtest_choice"))
	},
}

// backtestRow is how a model's past forecasts of all series did so many
// quarters ahead; horizon 0 is all of them.
type backtestRow struct {
	Model                  string
	Horizon, Origins       int
	Bounds                 int // targets that are lower bounds, not scored
	Mase, Score            sql.NullFloat64
	Coverage, Lower, Upper sql.NullFloat64 // of the 80 % interval
	N                      int             // forecasts with one

	Coverage95, Lower95, Upper95 sql.NullFloat64
	N95                          int
}

// choiceRow is on how many of the longer series a model erred less than
// drift, two to four quarters ahead.
type choiceRow struct {
	Model          string
	Series, Beaten int
	Chosen         bool // forecasts are read from it
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
	if m.all.Mase.Valid {
		return m.all.Mase.Float64
	}
	sum := 0.0
	for _, r := range m.by {
		sum += r.Mase.Float64
	}
	return sum / float64(max(1, len(m.by)))
}

// testedModels gathers the rows of each model that has an error, the best
// first.
func testedModels(rows []backtestRow) []tested {
	var out []tested
	for _, r := range rows {
		i := slices.IndexFunc(out, func(m tested) bool { return m.model == r.Model })
		if i < 0 {
			i = len(out)
			out = append(out, tested{model: r.Model})
		}
		switch {
		case r.Horizon == 0:
			out[i].all = r
		case r.Mase.Valid:
			out[i].by = append(out[i].by, r)
		}
	}
	out = slices.DeleteFunc(out, func(m tested) bool { return len(m.by) == 0 })
	for _, m := range out {
		slices.SortStableFunc(m.by, func(a, b backtestRow) int { return a.Horizon - b.Horizon })
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

func drawBacktest(rows []backtestRow, choice []choiceRow) chart.Chart {
	fig := chart.Chart{
		Title:    "past forecasts",
		Subtitle: "Error of past forecasts by quarters ahead",
		Data: chart.Table{Columns: []string{"model", "horizon", "origins", "lower_bounds", "mase", "interval_score_80", "coverage_80", "coverage_80_lower",
			"coverage_80_upper", "n_80", "coverage_95", "coverage_95_lower", "coverage_95_upper", "n_95"}},
	}
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Model, r.Horizon, r.Origins, r.Bounds, nullable(r.Mase), nullable(r.Score), nullable(r.Coverage),
			nullable(r.Lower), nullable(r.Upper), r.N, nullable(r.Coverage95), nullable(r.Lower95), nullable(r.Upper95), r.N95})
	}
	models := testedModels(rows)
	if len(models) == 0 {
		return fig.Empty("no series has enough figures to score a forecast in this run")
	}
	fig.Title = backtestTitle(models)
	fig.Subtitle = "Above: mean absolute error of past forecasts, scaled by the mean step between the figures known at the time; lower is better. " +
		"Below: how often the 80% interval contained the figure, with a 95% interval that is clustered by series"
	fig.Caption = "Rolling origin: every forecast saw only the figures up to its origin, and all models are scored on the same. "
	if bounds := models[0].all.Bounds; bounds > 0 {
		fig.Caption += fmt.Sprintf("Not scored: %s to a figure that is a lower bound. ", words.Number(bounds, "forecast"))
	}
	fig.Caption += "Each series is forecast by the model with the lowest error known at the time."
	fig.Alt = "Line chart of the errors of past forecasts by quarters ahead, and dot plot of the coverage of their intervals. " + fig.Title + "."
	for _, m := range models {
		fig.Alt += fmt.Sprintf(" %s:", words.Sentence(modelName(m.model)))
		for _, r := range m.by {
			fig.Alt += fmt.Sprintf(" %.2f at %s,", r.Mase.Float64, words.Number(r.Horizon, "quarter"))
		}
		fig.Alt = strings.TrimSuffix(fig.Alt, ",")
		if m.all.Coverage.Valid {
			fig.Alt += "; 80% interval contained the figure " + m.held()
		}
		fig.Alt += "."
	}
	covered := slices.DeleteFunc(slices.Clone(models), func(m tested) bool { return !m.all.Coverage.Valid })
	const errors, rowHeight, head = 250.0, 25.0, 34.0
	fig.BodyHeight = errors
	if len(covered) > 0 {
		fig.BodyHeight += head + rowHeight*float64(len(covered)) + chart.XAxisRoom + 2
	}
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		drawErrorsByHorizon(c, models, chart.Bounds(frame.X0, frame.Y0, frame.X1, frame.Y0+errors))
		if len(covered) > 0 {
			drawCoverage(c, covered, chart.Bounds(frame.X0, frame.Y0+errors+14, frame.X1, frame.Y1), head-14, rowHeight)
		}
	})
	return fig
}

// held is the coverage of the 80 % interval in words.
func (m tested) held() string {
	text := fmt.Sprintf("%s of the time", words.Percent(m.all.Coverage.Float64))
	if m.all.Lower.Valid && m.all.Upper.Valid {
		text += fmt.Sprintf(" (%.0f–%s)", 100*m.all.Lower.Float64, words.Percent(m.all.Upper.Float64))
	}
	return text + fmt.Sprintf(", n = %s", words.Thousands(int64(m.all.N)))
}

func drawErrorsByHorizon(c *chart.Canvas, models []tested, frame chart.Box) {
	top, furthest := 1.0, 1
	origins := map[int]int{}
	var names []string
	for _, m := range models {
		names = append(names, modelName(m.model)+" 0.00")
		for _, r := range m.by {
			top, furthest = math.Max(top, r.Mase.Float64), max(furthest, r.Horizon)
			origins[r.Horizon] = max(origins[r.Horizon], r.Origins)
		}
	}
	ticks := chart.LinearTicks(0, top*1.04, 5, words.Significant)
	bold := chart.LabelStyle.Bolder()
	area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+22, frame.X1-chart.ColumnRoom(bold, names)-14, frame.Y1-44)
	x := chart.Linear(0.75, float64(furthest)+0.1, area.X0, area.X1)
	y := chart.Linear(0, top*1.04, area.Y1, area.Y0)
	c.Text(bold, chart.Pt(frame.X0, frame.Y0+8), "Scaled error")
	c.YGrid(area, y, ticks)
	c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dotted}, chart.Pt(area.X0, y.At(1)), chart.Pt(area.X1, y.At(1)))
	var axisTicks []chart.Tick
	for h := 1; h <= furthest; h++ {
		axisTicks = append(axisTicks, chart.Tick{Value: float64(h), Label: words.Number(h, "quarter") + " ahead"})
	}
	c.XAxis(area, x, axisTicks, frame)
	note := chart.NoteStyle.Centered()
	for h := 1; h <= furthest; h++ {
		if origins[h] > 0 {
			c.Text(note, chart.Pt(x.At(float64(h)), area.Y1+33), "n = "+words.Thousands(int64(origins[h])))
		}
	}
	var ends []chart.Label
	var lines []chart.Box
	for _, fitted := range []bool{false, true} {
		for i := len(models) - 1; i >= 0; i-- {
			if models[i].baseline() != fitted {
				lines = append(lines, drawErrorLine(c, models[i], x, y)...)
			}
		}
	}
	for _, m := range models {
		last := m.by[len(m.by)-1]
		t := modelTone(m.model)
		if m.baseline() {
			t = chart.Muted
		}
		ends = append(ends, chart.Label{At: chart.Pt(x.At(float64(last.Horizon)), y.At(last.Mase.Float64)), R: chart.MarkerRadius, Tone: t,
			Text: fmt.Sprintf("%s %.2f", modelName(m.model), last.Mase.Float64)})
	}
	c.Column(bold, ends, area.X1+18, area.Y0, area.Y1-4)
	one := chart.Label{At: chart.Pt(x.At(float64(furthest)-0.5), y.At(1)), Text: "1: the mean step between figures", Tone: chart.Muted}
	c.Beside(chart.NoteStyle, []chart.Label{one}, area, lines, 0)
}

// errorLine draws the errors of a model, those of the baselines in gray. It
// returns the space taken.
func drawErrorLine(c *chart.Canvas, m tested, x, y chart.Scale) []chart.Box {
	look := chart.Stroke{Tone: modelTone(m.model), Width: 1.7}
	switch {
	case m.model == "combination":
		look.Width = 3
	case m.baseline():
		look.Dash = chart.Dashed
	}
	var line []chart.Point
	for _, r := range m.by {
		line = append(line, chart.Pt(x.At(float64(r.Horizon)), y.At(r.Mase.Float64)))
	}
	c.Line(look, line...)
	for _, p := range line {
		c.Marker(chart.Round, look.Tone, p, chart.MarkerRadius, m.baseline())
	}
	return chart.AlongLine(line, 2)
}

// coverage draws how often the 80 % interval of each model held.
func drawCoverage(c *chart.Canvas, models []tested, frame chart.Box, head, rowHeight float64) {
	const nominal = 0.8
	low, high := 0.7, 0.9
	var names, texts []string
	for _, m := range models {
		low, high = math.Min(low, m.all.Coverage.Float64), math.Max(high, m.all.Coverage.Float64)
		if m.all.Lower.Valid && m.all.Upper.Valid {
			low, high = math.Min(low, m.all.Lower.Float64), math.Max(high, m.all.Upper.Float64)
		}
		names = append(names, words.Sentence(modelName(m.model)))
		texts = append(texts, m.coverageText())
	}
	low, high = math.Max(0, math.Floor(low*20-0.2)/20), math.Min(1, math.Ceil(high*20+0.2)/20)
	bold, note := chart.LabelStyle.Bolder(), chart.NoteStyle.FlushRight()
	c.Text(bold, chart.Pt(frame.X0, frame.Y0+8), "Within the 80% interval")
	area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+18, frame.Y0+head, frame.X1-chart.NoteStyle.Widest(texts)-20, frame.Y0+head+rowHeight*float64(len(models)))
	x := chart.Linear(low, high, area.X0, area.X1)
	ticks := chart.Apart(chart.LinearTicks(low, high, 6, words.Percent), x)
	c.XGrid(area, x, ticks, frame)
	c.Down(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth, Dash: chart.Dashed}, x.At(nominal), area.Y0-4, area.Y1)
	over := chart.NoteStyle.Centered().In(chart.Ink)
	c.Text(over, chart.Pt(x.At(nominal), area.Y0-8), "nominal")
	for i, m := range models {
		y := area.Y0 + rowHeight*(float64(i)+0.5)
		t := modelTone(m.model)
		c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), names[i])
		if m.all.Lower.Valid && m.all.Upper.Valid {
			look := chart.Stroke{Tone: chart.Faint, Width: 5}
			if !m.baseline() {
				look.Tone = t.Soft()
			}
			c.Line(look, chart.Pt(x.At(m.all.Lower.Float64), y), chart.Pt(x.At(m.all.Upper.Float64), y))
		}
		c.Marker(chart.Round, t, chart.Pt(x.At(m.all.Coverage.Float64), y), 4.6, m.baseline())
		c.Text(note, chart.Pt(frame.X1, note.Centred(y)), texts[i])
	}
}

func (m tested) coverageText() string {
	text := words.Percent(m.all.Coverage.Float64)
	if m.all.Lower.Valid && m.all.Upper.Valid {
		text += fmt.Sprintf(" (%.0f to %.0f)", 100*m.all.Lower.Float64, 100*m.all.Upper.Float64)
	}
	return text + fmt.Sprintf(", n = %s", words.Thousands(int64(m.all.N)))
}

// backtestTitle says which model erred least, against drift, and on how many
// series the combination did better than drift.
func backtestTitle(models []tested) string {
	best := models[0]
	if best.all.N < 10 {
		return fmt.Sprintf("Errors of past forecasts by model: %s, too few to rank them", words.Number(best.all.N, "forecast"))
	}
	text := fmt.Sprintf("In past forecasts %s erred least", theModel(best.model))
	i := slices.IndexFunc(models, func(m tested) bool { return m.model == "drift" })
	switch {
	case len(models) == 1:
		text = fmt.Sprintf("%s erred by %.2f steps on average", words.Sentence(theModel(best.model)), best.mase())
	case i == 0:
		text += fmt.Sprintf("; %s erred %s more", theModel(models[1].model), words.Percent(models[1].mase()/best.mase()-1))
	case i > 0:
		text += fmt.Sprintf(", %s less than drift", words.Percent(1-best.mase()/models[i].mase()))
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
