package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"

	"headstart/transform"
)

// scoreRow is how well a forecaster foretold the races of markets left out.
type scoreRow struct {
	races        string // which races: all, or networks known
	position     int
	forecaster   string
	n, markets   int
	loss, brier  float64
	difference   float64         // loss minus that of the base rate
	lower, upper sql.NullFloat64 // of the difference; null for the base rate
	level        float64
}

func (r *scoreRow) fields() []any {
	return []any{&r.races, &r.position, &r.forecaster, &r.n, &r.markets, &r.loss, &r.brier, &r.difference, &r.lower, &r.upper, &r.level}
}

func (r scoreRow) better() bool { return r.upper.Valid && r.upper.Float64 < 0 }
func (r scoreRow) worse() bool  { return r.lower.Valid && r.lower.Float64 > 0 }

// forecasterNames are what charts call the forecasters.
var forecasterNames = map[string]string{
	"base_rate": "the base rate", "head_start": "the head start", "head_start_network": "head start and networks",
	"bigger_network": "the bigger network", "lei_jun": "the bet",
}

func (r scoreRow) name() string {
	if name, ok := forecasterNames[r.forecaster]; ok {
		return name
	}
	return drawable(r.forecaster)
}

func scoreChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_score", (*scoreRow).fields)
	return drawScore(rows), err
}

func drawScore(rows []scoreRow) Chart {
	chart := Chart{
		Name:     "score",
		Title:    "scores of the forecasters",
		Subtitle: "Log loss on the races of markets left out, by forecaster",
		Data:     Table{Columns: []string{"races", "forecaster", "n", "markets", "log_loss", "brier", "difference", "lower", "upper", "level"}},
	}
	if len(rows) == 0 {
		return chart.empty("too few decided races or markets to judge a forecast in this run")
	}
	var panels [][]scoreRow
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.races, r.forecaster, r.n, r.markets, r.loss, r.brier, r.difference,
			nullable(r.lower), nullable(r.upper), r.level})
		if len(panels) == 0 || panels[len(panels)-1][0].races != r.races {
			panels = append(panels, nil)
		}
		panels[len(panels)-1] = append(panels[len(panels)-1], r)
	}
	chart.Title = scoreTitle(rows)
	chart.Subtitle = fmt.Sprintf("Log loss, the mean surprise at races of markets that the forecaster was not fitted to: lower is better. "+
		"Lines: %s intervals of the difference from the base rate", percent(rows[0].level))
	chart.Caption = "Each market is left out in turn and foretold from the others; intervals by bootstrap over markets. A coin that says 50% every time has 0.69. " +
		"An arrow points to a loss off the scale. n is beside each heading; with so few markets, intervals are, if anything, too narrow."
	chart.Alt = "Dot plot of the log loss of forecasters. " + chart.Title + "."
	for _, p := range panels {
		chart.Alt += " " + scoreHead(p[0]) + ":"
		for i, r := range p {
			chart.Alt += fmt.Sprintf(" %s %.2f", r.name(), r.loss)
			if i < len(p)-1 {
				chart.Alt += ","
			}
		}
		chart.Alt += "."
	}
	low, high := scoreRange(rows)
	const rowHeight, head, gap = 31.0, 30.0, 14.0
	chart.bodyHeight = (head+gap)*float64(len(panels)) + rowHeight*float64(len(rows)) + xAxisRoom + 18
	chart.draw(func(c *canvas, frame box) {
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = sentence(r.name())
		}
		area := box{frame.x0 + labelStyle.widest(names) + 18, frame.y0, frame.x1 - 182, frame.y1 - xAxisRoom - 18}
		x := linear(low, high, area.x0, area.x1)
		ticks := linearTicks(low, high, 5, func(v float64) string { return fmt.Sprintf("%.1f", v) })
		c.xAxis(area, x, ticks, frame)
		s := noteStyle
		s.align = middle
		c.text(s, point{(area.x0 + area.x1) / 2, area.y1 + 34}, "log loss, lower is better")
		y := area.y0
		for i, p := range panels {
			c.scorePanel(p, i == 0, x, box{area.x0, y, area.x1, y + head + rowHeight*float64(len(p))}, head, rowHeight, ticks, frame)
			y += head + gap + rowHeight*float64(len(p))
		}
	})
	return chart
}

// scoreRange is the part of the axis that is drawn: all but losses of twice
// that of the base rate, which would press the rest together.
func scoreRange(rows []scoreRow) (low, high float64) {
	low, high = 0.6, 0.9
	for _, r := range rows {
		base := r.loss - r.difference
		low = math.Min(low, math.Min(r.loss, base+r.lower.Float64))
		if r.loss < 2*base {
			high = math.Max(high, math.Max(r.loss, math.Min(base+r.upper.Float64, 2*base)))
		}
	}
	return math.Floor(low*10) / 10, math.Ceil(high*10) / 10
}

func scoreHead(r scoreRow) string {
	name := "All races"
	if r.races != "all" {
		name = "Races with both owners’ " + drawable(r.races)
	}
	return fmt.Sprintf("%s (n = %d, %s)", name, r.n, number(r.markets, "market"))
}

func (c *canvas) scorePanel(rows []scoreRow, first bool, x scale, area box, head, rowHeight float64, ticks []tick, frame box) {
	for _, t := range ticks {
		c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0 + head - 6}, point{x.at(t.value), area.y1})
	}
	bold, note := labelStyle, noteStyle
	bold.bold, note.align = true, right
	c.text(bold, point{frame.x0, area.y0 + 17}, scoreHead(rows[0]))
	if first {
		c.text(note, point{frame.x1, area.y0 + 17}, "loss, against the base rate")
	}
	base := rows[0].loss - rows[0].difference
	c.line(stroke{tone: muted, width: thinLineWidth, dash: dashed}, point{x.at(base), area.y0 + head - 6}, point{x.at(base), area.y1})
	for i, r := range rows {
		y := area.y0 + head + rowHeight*(float64(i)+0.5)
		c.text(labelStyle, point{frame.x0, labelStyle.centred(y)}, sentence(r.name()))
		t, mark := green, round
		switch {
		case r.forecaster == "base_rate":
			t, mark = muted, square
		case r.forecaster == "lei_jun":
			t, mark = amber, diamond
		case r.forecaster == "bigger_network":
			t = blue
		}
		s := labelStyle
		s.bold, s.tone = true, t
		text := fmt.Sprintf("%.2f", r.loss)
		if r.difference != 0 || r.lower.Valid {
			change := signedLoss(r.difference)
			if r.lower.Valid {
				change += fmt.Sprintf(" (%s to %s)", signedLoss(r.lower.Float64), signedLoss(r.upper.Float64))
			}
			c.text(note, point{frame.x1, note.centred(y)}, change)
		}
		c.text(s, point{x.to + 14, s.centred(y)}, text)
		if r.loss > x.max {
			c.line(stroke{tone: t, width: lineWidth}, point{x.to - 34, y}, point{x.to + 2, y})
			c.line(stroke{tone: t, width: lineWidth}, point{x.to - 4, y - 5}, point{x.to + 3, y}, point{x.to - 4, y + 5})
			n := noteStyle
			n.align, n.tone = right, t
			c.text(n, point{x.to - 40, n.centred(y)}, "off the scale")
			continue
		}
		if r.lower.Valid {
			c.line(stroke{tone: t.soft(), width: 5}, point{x.at(math.Max(x.min, base+r.lower.Float64)), y},
				point{x.at(math.Min(x.max, base+r.upper.Float64)), y})
		}
		c.marker(mark, t, point{x.at(r.loss), y}, 5.2, false)
	}
}

// signedLoss writes a difference with its sign, with a third decimal when it
// is small.
func signedLoss(v float64) string {
	digits := 2
	if math.Abs(v) < 0.0995 {
		digits = 3
	}
	text := fmt.Sprintf("%.*f", digits, math.Abs(v))
	switch {
	case text == "0.000":
		return "0"
	case v < 0:
		return "−" + text
	}
	return "+" + text
}

// scoreTitle says which forecasters beat the base rate beyond doubt in either
// set of races, and which does worst in the first.
func scoreTitle(rows []scoreRow) string {
	var beat []string
	worst := rows[0]
	for _, r := range rows {
		if r.better() && !slices.Contains(beat, r.name()) {
			beat = append(beat, r.name())
		}
		if r.races == rows[0].races && r.loss > worst.loss {
			worst = r
		}
	}
	base := rows[0].loss - rows[0].difference
	text := "No forecaster beats the base rate on markets left out"
	if len(beat) > 0 {
		text = sentence(list(beat)) + " beat the base rate on markets left out"
		if len(beat) == 1 {
			text = sentence(beat[0]) + " beats the base rate on markets left out"
		}
	}
	if worst.worse() {
		text += fmt.Sprintf("; %s does worst, with a log loss of %.2f against %.2f", worst.name(), worst.loss, base)
	}
	return text
}
