package figure

import (
	"cmp"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var forecast = Figure{
	Name: "forecast", Section: "forecasts", Takes: []string{"platforms", "metric", "market"},
	draw: func(r *reader) chart.Chart {
		quantiles := rows[forecastRow](r, "forecast")
		all := fans(r.subject, quantiles, rows[figureRow](r, "curve_figures"))
		if len(all) == 0 {
			return r.none()
		}
		shown := all[:min(mostPanels, len(all))]
		var figures []figureRow
		for i := range shown {
			f := &shown[i]
			least, most := widest(math.Inf(1), 0, f.Steps, func(s fanStep) []any { return []any{s.errors} })
			f.Reading = r.text("reading", map[string]any{"fan": f})
			f.Behind = r.text("behind", map[string]any{"fan": f, "least": int(least), "most": int(most)})
			figures = append(figures, f.figures...)
		}
		columns := []string{"platform_id", "platform", "metric", "market", "definition_id", "model", "on", "horizon", "quantile", "value", "qualifier", "errors"}
		r.Data.Add("figure", figures, columns...)
		r.Data.Add("forecast", kept(quantiles, func(r forecastRow) bool {
			return slices.ContainsFunc(shown, func(f fan) bool { return f.segment == r.segment })
		}), columns...)
		grid := chart.Multiples{N: len(shown), Head: 54, Plot: 104}
		return r.say(map[string]any{"panels": shown, "all": len(all), "figures": figures}, grid.Height(), func(c *chart.Canvas, frame chart.Box) {
			ticks := each(shown, func(f fan) []chart.Tick {
				low, high := f.valueRange()
				return chart.LinearTicks(low, high, 4, words.People)
			})
			for i, f := range shown {
				whole, area := grid.At(i, frame, chart.TickMargin(ticks...))
				area.X1 -= 22
				c.PanelHead(whole, f.Shown(), f.what(r.subject), "", f.Reading, f.Behind)
				drawFan(c, f, area, whole, ticks[i])
			}
		})
	},
}

// forecastRow is a quantile of the forecast of a series, so many quarters
// after its last figure.
type forecastRow struct {
	segment
	N        int    // figures of the series
	Model    string `csv:"model"`
	Origin   time.Time
	Horizon  int       `csv:"horizon"`
	Target   time.Time `csv:"on"`
	Quantile float64   `csv:"quantile"`
	Value    float64   `csv:"value,0"`
	Errors   int       `csv:"errors"` // earlier errors behind the interval
}

// fan is the forecast of one series, with what is said of it.
type fan struct {
	segment
	n               int
	Model           string
	origin          time.Time
	figures         []figureRow
	Steps           []fanStep // by horizon
	Reading, Behind string
}

// fanStep is the forecast of one quarter; the ends of an interval that the errors
// are too few for are null.
type fanStep struct {
	Target time.Time
	Median float64
	ends   [2][2]sql.NullFloat64 // of 95% and of 80%
	errors int
}

func (s fanStep) has(interval int) bool {
	return s.ends[interval][0].Valid && s.ends[interval][1].Valid
}

// Short is the median with its 80% interval, and Interval this alone; "" without.
func (s fanStep) Short() string {
	return estimate(words.People, s.Median, s.ends[1][0], s.ends[1][1])
}

func (s fanStep) Interval() string {
	_, interval, _ := strings.Cut(estimate(words.Spelled, s.Median, s.ends[1][0], s.ends[1][1]), "(")
	return interval
}

// fans gathers the forecasts of each series that has figures and medians,
// the metric that other charts show first, those with the most figures before the others.
func fans(s subject, rows []forecastRow, figures []figureRow) []fan {
	var out []fan
	for _, of := range grouped(rows, func(r forecastRow) segment { return r.segment }) {
		f := fan{segment: of[0].segment, n: of[0].N, Model: of[0].Model, origin: of[0].Origin}
		f.figures = kept(figures, func(r figureRow) bool { return r.segment == f.segment && r.Recent })
		for _, ahead := range grouped(of, func(r forecastRow) int { return r.Horizon }) {
			at := map[float64]sql.NullFloat64{}
			for _, r := range ahead {
				at[r.Quantile] = valid(r.Value)
			}
			step := fanStep{ahead[0].Target, at[0.5].Float64, [2][2]sql.NullFloat64{{at[0.025], at[0.975]}, {at[0.1], at[0.9]}}, ahead[0].Errors}
			if at[0.5].Valid {
				f.Steps = append(f.Steps, step)
			}
		}
		if len(f.Steps) > 0 && len(f.figures) > 0 {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b fan) int { return cmp.Or(s.rank(a.Metric)-s.rank(b.Metric), b.n-a.n) })
	return out
}

func (f fan) Last() fanStep { return last(f.Steps) }

func (f fan) Now() float64 { return last(f.figures).Value }

// With is in how many quarters there is an interval of 95% (0) or of 80% (1).
func (f fan) With(interval int) int {
	return len(kept(f.Steps, func(s fanStep) bool { return s.has(interval) }))
}

func quarter(t time.Time) string { return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3) }

// valueRange is the part of the axis that is drawn.
func (f fan) valueRange() (low, high float64) {
	low, high = widest(math.Inf(1), math.Inf(-1), f.figures, func(r figureRow) []any { return []any{r.Value} })
	low, high = widest(low, high, f.Steps, func(s fanStep) []any { return []any{s.Median, s.ends[0][0], s.ends[0][1], s.ends[1][0], s.ends[1][1]} })
	room := max(0.08*(high-low), 0.02*high)
	return max(0, low-room), high + max(room, 1)
}

func drawFan(c *chart.Canvas, f fan, area, whole chart.Box, ticks []chart.Tick) {
	low, high := f.valueRange()
	first, end := f.origin.AddDate(-3, 0, 0), f.Last().Target
	if f.figures[0].On.Before(first) {
		first = f.figures[0].On
	}
	x, y := chart.Linear(chart.Days(first)-30, chart.Days(end)+20, area.X0, area.X1), chart.Linear(low, high, area.Y1, area.Y0)
	at := func(on time.Time, value float64) chart.Point { return chart.Pt(x.At(chart.Days(on)), y.At(value)) }
	t, start := chart.Teal, at(f.origin, f.Now())
	c.Rect(chart.Band, chart.Bounds(start.X, area.Y0, area.X1, area.Y1))
	c.YGrid(area, y, ticks)
	// An interval goes from the last figure on, as far as each quarter has one;
	// it is named where it ends.
	var names []string
	var ends, heights []float64
	for k, tone := range []chart.Tone{t.Tint(), t.Area()} {
		upper, lower := []chart.Point{start}, []chart.Point{start}
		for _, s := range f.Steps {
			if !s.has(k) {
				break
			}
			lower, upper = append(lower, at(s.Target, s.ends[k][0].Float64)), append(upper, at(s.Target, s.ends[k][1].Float64))
		}
		c.Between(tone, upper, lower)
		if f.Last().has(k) {
			names, ends, heights = append(names, []string{"95%", "80%"}[k]), append(ends, y.At(f.Last().ends[k][1].Float64)), append(heights, 13)
		}
	}
	median := append([]chart.Point{start}, each(f.Steps, func(s fanStep) chart.Point { return at(s.Target, s.Median) })...)
	c.Line(chart.Stroke{Tone: t, Width: 1.9, Dash: chart.Dashed}, median...)
	known := each(f.figures, func(r figureRow) chart.Point { return at(r.On, r.Value) })
	c.Line(chart.Stroke{Tone: chart.Muted, Width: 1.5}, known...)
	for i, r := range f.figures {
		r.Fitted = true
		drawFigureMark(c, r, known[i])
	}
	c.XAxis(area, x, chart.YearTicks(first, end, area.Width()), whole)
	for _, p := range median[1:] {
		c.Marker(chart.Round, t, p, 2.4, true)
		c.Down(chart.Stroke{Tone: t, Width: 1.4}, p.X, area.Y1, area.Y1-5)
	}
	for i, y := range chart.Spread(ends, heights, area.Y0+4, area.Y1-6) {
		c.Text(chart.NoteStyle, chart.Pt(area.X1+4, chart.NoteStyle.Centred(y)), names[i])
	}
}
