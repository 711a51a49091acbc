package reports

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	"headstart/transform"
)

// forecastRow is a quantile of the forecast of a series, so many quarters
// after its last figure.
type forecastRow struct {
	segment
	name     string
	n        int // figures of the series
	model    string
	origin   time.Time
	horizon  int
	target   time.Time
	quantile float64
	value    float64
	errors   int // earlier errors behind the interval
}

func (r *forecastRow) fields() []any {
	return append(r.segment.fields(), &r.name, &r.n, &r.model, &r.origin, &r.horizon, &r.target, &r.quantile, &r.value, &r.errors)
}

func forecastChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_forecast", (*forecastRow).fields)
	if err != nil {
		return Chart{}, err
	}
	figures, err := collect(ctx, db, "chart_forecast_figures", (*figureRow).fields)
	return drawForecast(rows, figures), err
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
// monthly users first, those with the most figures before the others.
func fans(rows []forecastRow, figures []figureRow) []fan {
	type at struct {
		segment
		horizon int
	}
	var out []fan
	place := map[segment]int{}
	quantiles := map[at]map[float64]float64{}
	for _, r := range rows {
		key := at{r.segment, r.horizon}
		if quantiles[key] == nil {
			quantiles[key] = map[float64]float64{}
		}
		quantiles[key][r.quantile] = r.value
		i, ok := place[r.segment]
		if !ok {
			i = len(out)
			place[r.segment] = i
			out = append(out, fan{segment: r.segment, name: displayName(r.name, r.platform), n: r.n, model: r.model, origin: r.origin})
		}
		if r.quantile == 0.5 {
			out[i].steps = append(out[i].steps, fanStep{horizon: r.horizon, target: r.target, median: r.value, errors: r.errors})
		}
	}
	for _, r := range figures {
		if i, ok := place[r.segment]; ok {
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
		if (a.metric == "mau") != (b.metric == "mau") {
			return a.metric == "mau"
		}
		return a.n > b.n
	})
	return out
}

func (f fan) last() fanStep      { return f.steps[len(f.steps)-1] }
func (f fan) now() figureRow     { return f.figures[len(f.figures)-1] }
func quarter(t time.Time) string { return fmt.Sprintf("%d-Q%d", t.Year(), (int(t.Month())+2)/3) }

// reading is the forecast of the last quarter.
func (f fan) reading() string {
	s := f.last()
	if s.inner == nil {
		return fmt.Sprintf("%s: %s", quarter(s.target), people(s.median))
	}
	return fmt.Sprintf("%s: %s", quarter(s.target), estimate(people, s.median, valid(s.inner[0]), valid(s.inner[1])))
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
	errors := number(most, "error")
	if least < most {
		errors = fmt.Sprintf("%d to %s", least, errors)
	}
	switch all := len(f.steps); {
	case inner == 0:
		return "no interval: " + errors
	case inner < all:
		return fmt.Sprintf("80%% for %s only: %s", number(inner, "quarter"), errors)
	case outer == 0:
		return "80% only: " + errors
	case outer < all:
		return fmt.Sprintf("95%% for %s only: %s", number(outer, "quarter"), errors)
	}
	return "80% and 95%: " + errors
}

func drawForecast(rows []forecastRow, figures []figureRow) Chart {
	chart := Chart{
		Name:     "forecast",
		Title:    "forecasts of the next figures",
		Subtitle: "Users over the last three years and forecast for the next four quarters",
		Data: Table{Columns: []string{"kind", "platform_id", "platform", "metric", "market", "definition_id", "model", "on", "horizon", "quantile",
			"value", "qualifier", "errors"}},
	}
	all := fans(rows, figures)
	if len(all) == 0 {
		return chart.empty("no series has figures enough for a forecast in this run")
	}
	shown := all[:min(mostPanels, len(all))]
	of := map[segment]fan{}
	var publishers []string
	for _, f := range shown {
		of[f.segment] = f
		for _, r := range f.figures {
			publishers = append(publishers, r.publisher)
			chart.Data.Rows = append(chart.Data.Rows, []any{"figure", f.platform, f.name, f.metric, f.market, f.definition, "", r.on, nil, nil, r.value, r.qualifier, nil})
		}
	}
	for _, r := range rows {
		if f, ok := of[r.segment]; ok {
			chart.Data.Rows = append(chart.Data.Rows, []any{"forecast", f.platform, f.name, f.metric, f.market, f.definition, r.model, r.target, r.horizon, r.quantile,
				math.Round(r.value), "", r.errors})
		}
	}
	chart.Title = forecastTitle(shown)
	chart.Subtitle = fmt.Sprintf("Users over three years and, shaded, as forecast by %s for the next quarters: dashed the median, within the 80%% (in brackets) and the 95%% interval",
		theModel(shown[0].model))
	chart.Caption = strings.TrimSpace(fmt.Sprintf("%s n = %s with a figure in the last two years%s, monthly users of the world unless said otherwise. "+
		"Intervals are split-conformal, from as many errors of earlier forecasts, of all series, as are counted above each plot. Axes do not start at 0.",
		sourceLine(publishers), number(len(shown), "platform"), more(len(all), len(shown))))
	chart.Alt = fmt.Sprintf("Fan charts of the next four quarters. %s.", chart.Title)
	for _, f := range shown {
		chart.Alt += fmt.Sprintf(" %s, %s: now %s; %s (%s).", f.named(f.name), modelName(f.model), people(f.now().value), f.reading(), f.behind())
	}
	grid := multiples{len(shown), 54, 104}
	chart.bodyHeight = grid.height()
	chart.draw(func(c *canvas, frame box) {
		ticks := make([][]tick, len(shown))
		for i, f := range shown {
			low, high := f.valueRange()
			ticks[i] = linearTicks(low, high, 4, people)
		}
		margin := widestTicks(ticks)
		for i, f := range shown {
			whole, area := grid.at(i, frame, margin)
			area.x1 -= 22
			c.panelHead(whole, f.name, f.what(), "", f.reading(), f.behind())
			c.fan(f, area, whole, ticks[i])
		}
	})
	return chart
}

// valueRange is the part of the axis that is drawn.
func (f fan) valueRange() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	hold := func(v float64) { low, high = math.Min(low, v), math.Max(high, v) }
	for _, r := range f.figures {
		hold(r.value)
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

func (c *canvas) fan(f fan, area, whole box, ticks []tick) {
	low, high := f.valueRange()
	first, end := f.origin.AddDate(-3, 0, 0), f.last().target
	if f.figures[0].on.Before(first) {
		first = f.figures[0].on
	}
	x := linear(days(first)-30, days(end)+20, area.x0, area.x1)
	y := linear(low, high, area.y1, area.y0)
	t := teal
	now := f.now()
	c.rect(band, box{x.at(days(f.origin)), area.y0, area.x1, area.y1})
	c.yGrid(area, y, ticks)
	start := point{x.at(days(f.origin)), y.at(now.value)}
	c.fanBand(t.tint(), start, f.steps, x, y, func(s fanStep) *[2]float64 { return s.outer })
	c.fanBand(t.area(), start, f.steps, x, y, func(s fanStep) *[2]float64 { return s.inner })
	median := []point{start}
	for _, s := range f.steps {
		median = append(median, point{x.at(days(s.target)), y.at(s.median)})
	}
	c.line(stroke{tone: t, width: 1.9, dash: dashed}, median...)
	var known []point
	for _, r := range f.figures {
		known = append(known, point{x.at(days(r.on)), y.at(r.value)})
	}
	c.line(stroke{tone: muted, width: 1.5}, known...)
	for i, r := range f.figures {
		r.fitted = true
		c.figureMark(r, known[i])
	}
	c.xAxis(area, x, yearTicks(first, end, area.width()), whole)
	for _, p := range median[1:] {
		c.marker(round, t, p, 2.4, true)
		c.line(stroke{tone: t, width: 1.4}, point{p.x, area.y1}, point{p.x, area.y1 - 5})
	}
	c.fanEnds(f.last(), area, y)
}

// fanBand fills an interval from the last figure on, as far as each quarter
// has one.
func (c *canvas) fanBand(t tone, start point, steps []fanStep, x, y scale, of func(fanStep) *[2]float64) {
	upper, lower := []point{start}, []point{start}
	for _, s := range steps {
		i := of(s)
		if i == nil {
			break
		}
		at := x.at(days(s.target))
		lower, upper = append(lower, point{at, y.at(i[0])}), append(upper, point{at, y.at(i[1])})
	}
	c.between(t, upper, lower)
}

// fanEnds names the intervals where they end.
func (c *canvas) fanEnds(s fanStep, area box, y scale) {
	var texts []string
	var want, height []float64
	if s.outer != nil {
		texts, want = append(texts, "95%"), append(want, y.at(s.outer[1]))
	}
	if s.inner != nil {
		texts, want = append(texts, "80%"), append(want, y.at(s.inner[1]))
	}
	for range texts {
		height = append(height, 13)
	}
	if len(texts) == 0 {
		return
	}
	for i, at := range spread(want, height, area.y0+4, area.y1-6) {
		c.text(noteStyle, point{area.x1 + 4, noteStyle.centred(at)}, texts[i])
	}
}

// forecastTitle gives the forecast of the first platform, and how many are
// foreseen to grow.
func forecastTitle(shown []fan) string {
	growing := 0
	for _, f := range shown {
		if f.last().median > f.now().value {
			growing++
		}
	}
	f := shown[0]
	s := f.last()
	text := fmt.Sprintf("%s is forecast at %s in %s", f.name, spelled(s.median), quarter(s.target))
	if s.inner != nil {
		_, interval, _ := strings.Cut(estimate(spelled, s.median, valid(s.inner[0]), valid(s.inner[1])), "(")
		text += " (80% interval " + interval
	}
	if len(shown) > 1 {
		text += fmt.Sprintf("; %s of %s are foreseen to grow", counted(growing), platformsInWords(len(shown)))
	}
	return text
}
