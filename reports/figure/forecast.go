package figure

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var forecast = Figure{
	Name: "forecast", Section: "forecasts",
	draw: func(r *reader) chart.Chart {
		return drawForecast(r.subject, rows[forecastRow](r, "forecast"), rows[figureRow](r, "curve_figures"))
	},
}

// forecastRow is a quantile of the forecast of a series, so many quarters
// after its last figure.
type forecastRow struct {
	segment
	Name     string
	N        int // figures of the series
	Model    string
	Origin   time.Time
	Horizon  int
	Target   time.Time
	Quantile float64
	Value    float64
	Errors   int // earlier errors behind the interval
}

// fan is the forecast of one series.
type fan struct {
	segment
	name    string
	n       int
	model   string
	origin  time.Time
	figures []figureRow
	steps   []fanStep // by horizon
}

// fanStep is the forecast of one quarter; an interval that the errors are too
// few for is nil.
type fanStep struct {
	horizon      int
	target       time.Time
	median       float64
	inner, outer *[2]float64 // 80 and 95 %
	errors       int
}

// fans gathers the forecasts of each series that has figures and medians,
// the metric that other charts show first, those with the most figures before the others.
func fans(s subject, rows []forecastRow, figures []figureRow) []fan {
	type at struct {
		segment
		horizon int
	}
	var out []fan
	place := map[segment]int{}
	quantiles := map[at]map[float64]float64{}
	for _, r := range rows {
		key := at{r.segment, r.Horizon}
		if quantiles[key] == nil {
			quantiles[key] = map[float64]float64{}
		}
		quantiles[key][r.Quantile] = r.Value
		i, ok := place[r.segment]
		if !ok {
			i = len(out)
			place[r.segment] = i
			out = append(out, fan{segment: r.segment, name: displayName(r.Name, r.Platform), n: r.N, model: r.Model, origin: r.Origin})
		}
		if r.Quantile == 0.5 {
			out[i].steps = append(out[i].steps, fanStep{horizon: r.Horizon, target: r.Target, median: r.Value, errors: r.Errors})
		}
	}
	for _, r := range figures {
		if i, ok := place[r.segment]; ok && r.Recent {
			out[i].figures = append(out[i].figures, r)
		}
	}
	out = slices.DeleteFunc(out, func(f fan) bool { return len(f.steps) == 0 || len(f.figures) == 0 })
	for _, f := range out {
		for i := range f.steps {
			q := quantiles[at{f.segment, f.steps[i].horizon}]
			interval := func(low, high float64) *[2]float64 {
				l, isLow := q[low]
				h, isHigh := q[high]
				if !isLow || !isHigh {
					return nil
				}
				return &[2]float64{l, h}
			}
			f.steps[i].inner, f.steps[i].outer = interval(0.1, 0.9), interval(0.025, 0.975)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if (a.Metric == s.Metric) != (b.Metric == s.Metric) {
			return a.Metric == s.Metric
		}
		return a.n > b.n
	})
	return out
}

func (f fan) last() fanStep { return f.steps[len(f.steps)-1] }

func (f fan) now() figureRow { return f.figures[len(f.figures)-1] }

func quarter(t time.Time) string { return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3) }

// reading is the forecast of the last quarter.
func (f fan) reading() string {
	s := f.last()
	if s.inner == nil {
		return fmt.Sprintf("%s: %s", quarter(s.target), words.People(s.median))
	}
	return fmt.Sprintf("%s: %s", quarter(s.target), estimate(words.People, s.median, valid(s.inner[0]), valid(s.inner[1])))
}

// behind says how many errors the intervals rest on, and which there are.
func (f fan) behind() string {
	least, most, inner, outer := math.MaxInt, 0, 0, 0
	for _, s := range f.steps {
		least, most = min(least, s.errors), max(most, s.errors)
		if s.inner != nil {
			inner++
		}
		if s.outer != nil {
			outer++
		}
	}
	errors := words.Number(most, "error")
	if least < most {
		errors = fmt.Sprintf("%d to %s", least, errors)
	}
	switch all := len(f.steps); {
	case inner == 0:
		return "no interval: " + errors
	case inner < all:
		return fmt.Sprintf("80%% for %s only: %s", words.Number(inner, "quarter"), errors)
	case outer == 0:
		return "80% only: " + errors
	case outer < all:
		return fmt.Sprintf("95%% for %s only: %s", words.Number(outer, "quarter"), errors)
	}
	return "80% and 95%: " + errors
}

func drawForecast(s subject, rows []forecastRow, figures []figureRow) chart.Chart {
	fig := chart.Chart{
		Title:    "forecasts of the next figures",
		Subtitle: "Users over the last three years and forecast for the next four quarters",
		Data: chart.Table{Columns: []string{"kind", "platform_id", "platform", "metric", "market", "definition_id", "model", "on", "horizon", "quantile",
			"value", "qualifier", "errors"}},
	}
	all := fans(s, rows, figures)
	if len(all) == 0 {
		return fig.Empty("no series has enough figures for a forecast in this run")
	}
	shown := all[:min(mostPanels, len(all))]
	of := map[segment]fan{}
	var publishers []string
	for _, f := range shown {
		of[f.segment] = f
		for _, r := range f.figures {
			publishers = append(publishers, r.Publisher)
			fig.Data.Rows = append(fig.Data.Rows, []any{"figure", f.Platform, f.name, f.Metric, f.Market, f.Definition, "", r.On, nil, nil, r.Value, r.Qualifier, nil})
		}
	}
	for _, r := range rows {
		if f, ok := of[r.segment]; ok {
			fig.Data.Rows = append(fig.Data.Rows, []any{"forecast", f.Platform, f.name, f.Metric, f.Market, f.Definition, r.Model, r.Target, r.Horizon, r.Quantile,
				math.Round(r.Value), "", r.Errors})
		}
	}
	fig.Title = forecastTitle(shown)
	fig.Subtitle = "Figures over three years and, shaded, as forecast for the next quarters by the model that has done best on past figures: " +
		"dashed the median, within the 80% (in parentheses) and the 95% interval"
	fig.Caption = strings.TrimSpace(fmt.Sprintf("%s n = %s with a figure in the last two years%s, %s %s unless said otherwise. "+
		"Intervals come from the errors of earlier forecasts counted above each plot; those of the series itself weigh more. Axes do not start at 0.",
		sourceLine(publishers), words.Number(len(shown), "platform"), more(len(all), len(shown)), s.Short, Place(s.Market)))
	fig.Alt = fmt.Sprintf("Fan charts of the next four quarters. %s.", fig.Title)
	for _, f := range shown {
		fig.Alt += fmt.Sprintf(" %s, %s: now %s; %s (%s).", f.named(s, f.name), modelName(f.model), words.People(f.now().Value), f.reading(), f.behind())
	}
	grid := chart.Multiples{N: len(shown), Head: 54, Plot: 104}
	fig.BodyHeight = grid.Height()
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := make([][]chart.Tick, len(shown))
		for i, f := range shown {
			low, high := f.valueRange()
			ticks[i] = chart.LinearTicks(low, high, 4, words.People)
		}
		margin := chart.WidestTicks(ticks)
		for i, f := range shown {
			whole, area := grid.At(i, frame, margin)
			area.X1 -= 22
			c.PanelHead(whole, f.name, f.what(s), "", f.reading(), f.behind())
			drawFan(c, f, area, whole, ticks[i])
		}
	})
	return fig
}

// valueRange is the part of the axis that is drawn.
func (f fan) valueRange() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	hold := func(v float64) { low, high = math.Min(low, v), math.Max(high, v) }
	for _, r := range f.figures {
		hold(r.Value)
	}
	for _, s := range f.steps {
		hold(s.median)
		for _, i := range []*[2]float64{s.inner, s.outer} {
			if i != nil {
				hold(i[0])
				hold(i[1])
			}
		}
	}
	room := math.Max(0.08*(high-low), 0.02*high)
	return math.Max(0, low-room), high + math.Max(room, 1)
}

func drawFan(c *chart.Canvas, f fan, area, whole chart.Box, ticks []chart.Tick) {
	low, high := f.valueRange()
	first, end := f.origin.AddDate(-3, 0, 0), f.last().target
	if f.figures[0].On.Before(first) {
		first = f.figures[0].On
	}
	x := chart.Linear(chart.Days(first)-30, chart.Days(end)+20, area.X0, area.X1)
	y := chart.Linear(low, high, area.Y1, area.Y0)
	t := chart.Teal
	now := f.now()
	c.Rect(chart.Band, chart.Bounds(x.At(chart.Days(f.origin)), area.Y0, area.X1, area.Y1))
	c.YGrid(area, y, ticks)
	start := chart.Pt(x.At(chart.Days(f.origin)), y.At(now.Value))
	drawFanBand(c, t.Tint(), start, f.steps, x, y, func(s fanStep) *[2]float64 { return s.outer })
	drawFanBand(c, t.Area(), start, f.steps, x, y, func(s fanStep) *[2]float64 { return s.inner })
	median := []chart.Point{start}
	for _, s := range f.steps {
		median = append(median, chart.Pt(x.At(chart.Days(s.target)), y.At(s.median)))
	}
	c.Line(chart.Stroke{Tone: t, Width: 1.9, Dash: chart.Dashed}, median...)
	var known []chart.Point
	for _, r := range f.figures {
		known = append(known, chart.Pt(x.At(chart.Days(r.On)), y.At(r.Value)))
	}
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
	drawFanEnds(c, f.last(), area, y)
}

// fanBand fills an interval from the last figure on, as far as each quarter
// has one.
func drawFanBand(c *chart.Canvas, t chart.Tone, start chart.Point, steps []fanStep, x, y chart.Scale, of func(fanStep) *[2]float64) {
	upper, lower := []chart.Point{start}, []chart.Point{start}
	for _, s := range steps {
		i := of(s)
		if i == nil {
			break
		}
		at := x.At(chart.Days(s.target))
		lower, upper = append(lower, chart.Pt(at, y.At(i[0]))), append(upper, chart.Pt(at, y.At(i[1])))
	}
	c.Between(t, upper, lower)
}

// fanEnds names the intervals where they end.
func drawFanEnds(c *chart.Canvas, s fanStep, area chart.Box, y chart.Scale) {
	var texts []string
	var want, height []float64
	if s.outer != nil {
		texts, want = append(texts, "95%"), append(want, y.At(s.outer[1]))
	}
	if s.inner != nil {
		texts, want = append(texts, "80%"), append(want, y.At(s.inner[1]))
	}
	for range texts {
		height = append(height, 13)
	}
	if len(texts) == 0 {
		return
	}
	for i, at := range chart.Spread(want, height, area.Y0+4, area.Y1-6) {
		c.Text(chart.NoteStyle, chart.Pt(area.X1+4, chart.NoteStyle.Centred(at)), texts[i])
	}
}

// forecastTitle gives the forecast of the first platform.
func forecastTitle(shown []fan) string {
	f := shown[0]
	s := f.last()
	text := fmt.Sprintf("%s is forecast at %s in %s", f.name, words.Spelled(s.median), quarter(s.target))
	if s.inner != nil {
		_, interval, _ := strings.Cut(estimate(words.Spelled, s.median, valid(s.inner[0]), valid(s.inner[1])), "(")
		text += " (80% interval " + interval
	}
	return text
}
