package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var score = Figure{
	Name: "score", Section: "routes",
	Sources: []string{"races", "bet"},
	draw: func(r *reader) chart.Chart {
		return drawScore(rows[scoreRow](r, "score"))
	},
}

// scoreRow is how well a forecaster foretold the races of markets left out.
type scoreRow struct {
	Races        string // which races: all, or networks known
	Position     int
	Forecaster   string
	N, Markets   int
	Loss, Brier  float64
	Difference   float64         // loss minus that of the base rate
	Lower, Upper sql.NullFloat64 // of the difference; null for the base rate
	Level        float64
}

func (r scoreRow) better() bool { return r.Upper.Valid && r.Upper.Float64 < 0 }

func (r scoreRow) worse() bool { return r.Lower.Valid && r.Lower.Float64 > 0 }

// forecasterNames are what charts call the forecasters.
var forecasterNames = map[string]string{
	"base_rate": "the base rate", "head_start": "the head start", "head_start_network": "head start and networks",
	"bigger_network": "the bigger network", "lei_jun": "the bet",
}

func (r scoreRow) name() string {
	if name, ok := forecasterNames[r.Forecaster]; ok {
		return name
	}
	return chart.Drawable(r.Forecaster)
}

func drawScore(rows []scoreRow) chart.Chart {
	fig := chart.Chart{
		Title:    "scores of the forecasters",
		Subtitle: "Log loss on the races of markets left out, by forecaster",
		Data:     chart.Table{Columns: []string{"races", "forecaster", "n", "markets", "log_loss", "brier", "difference", "lower", "upper", "level"}},
	}
	if len(rows) == 0 {
		return fig.Empty("too few decided races or markets to judge a forecast in this run")
	}
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Races, r.Forecaster, r.N, r.Markets, r.Loss, r.Brier, r.Difference,
			nullable(r.Lower), nullable(r.Upper), r.Level})
	}
	panels := grouped(rows, func(r scoreRow) string { return r.Races })
	fig.Title = scoreTitle(rows)
	fig.Subtitle = fmt.Sprintf("Log loss, the mean surprise at races of markets that the forecaster was not fitted to: lower is better. "+
		"Lines: %s intervals of the difference from the base rate", words.Percent(rows[0].Level))
	fig.Caption = "Each market is left out in turn and foretold from the others; intervals by bootstrap over markets. A coin that says 50% every time has 0.69. " +
		"An arrow points to a loss off the scale. n is beside each heading; with so few markets, intervals are, if anything, too narrow."
	fig.Alt = "Dot plot of the log loss of forecasters. " + fig.Title + "."
	for _, p := range panels {
		fig.Alt += " " + scoreHead(p[0]) + ":"
		for i, r := range p {
			fig.Alt += fmt.Sprintf(" %s %.2f", r.name(), r.Loss)
			if i < len(p)-1 {
				fig.Alt += ","
			}
		}
		fig.Alt += "."
	}
	low, high := scoreRange(rows)
	const rowHeight, head, gap = 31.0, 30.0, 14.0
	fig.BodyHeight = (head+gap)*float64(len(panels)) + rowHeight*float64(len(rows)) + chart.XAxisRoom + 18
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = words.Sentence(r.name())
		}
		area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+18, frame.Y0, frame.X1-182, frame.Y1-chart.XAxisRoom-18)
		x := chart.Linear(low, high, area.X0, area.X1)
		ticks := chart.LinearTicks(low, high, 5, func(v float64) string { return fmt.Sprintf("%.1f", v) })
		c.XAxis(area, x, ticks, frame)
		c.XTitle(area, "log loss, lower is better")
		y := area.Y0
		for i, p := range panels {
			drawScorePanel(c, p, i == 0, x, chart.Bounds(area.X0, y, area.X1, y+head+rowHeight*float64(len(p))), head, rowHeight, ticks, frame)
			y += head + gap + rowHeight*float64(len(p))
		}
	})
	return fig
}

// scoreRange is the part of the axis that is drawn: all but losses of twice
// that of the base rate, which would press the rest together.
func scoreRange(rows []scoreRow) (low, high float64) {
	low, high = 0.6, 0.9
	for _, r := range rows {
		base := r.Loss - r.Difference
		low = math.Min(low, math.Min(r.Loss, base+r.Lower.Float64))
		if r.Loss < 2*base {
			high = math.Max(high, math.Max(r.Loss, math.Min(base+r.Upper.Float64, 2*base)))
		}
	}
	return math.Floor(low*10) / 10, math.Ceil(high*10) / 10
}

func scoreHead(r scoreRow) string {
	name := "All races"
	if r.Races != "all" {
		name = "Races with both owners’ " + chart.Drawable(r.Races)
	}
	return fmt.Sprintf("%s (n = %d, %s)", name, r.N, words.Number(r.Markets, "market"))
}

func drawScorePanel(c *chart.Canvas, rows []scoreRow, first bool, x chart.Scale, area chart.Box, head, rowHeight float64, ticks []chart.Tick, frame chart.Box) {
	for _, t := range ticks {
		c.Down(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, x.At(t.Value), area.Y0+head-6, area.Y1)
	}
	bold, note := chart.LabelStyle.Bolder(), chart.NoteStyle.FlushRight()
	c.Text(bold, chart.Pt(frame.X0, area.Y0+17), scoreHead(rows[0]))
	if first {
		c.Text(note, chart.Pt(frame.X1, area.Y0+17), "loss, against the base rate")
	}
	base := rows[0].Loss - rows[0].Difference
	c.Down(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dashed}, x.At(base), area.Y0+head-6, area.Y1)
	for i, r := range rows {
		y := area.Y0 + head + rowHeight*(float64(i)+0.5)
		c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), words.Sentence(r.name()))
		t, mark := chart.Green, chart.Round
		switch {
		case r.Forecaster == "base_rate":
			t, mark = chart.Muted, chart.Square
		case r.Forecaster == "lei_jun":
			t, mark = chart.Amber, chart.Diamond
		case r.Forecaster == "bigger_network":
			t = chart.Blue
		}
		s := chart.LabelStyle.Bolder().In(t)
		text := fmt.Sprintf("%.2f", r.Loss)
		if r.Difference != 0 || r.Lower.Valid {
			change := signedLoss(r.Difference)
			if r.Lower.Valid {
				change += fmt.Sprintf(" (%s to %s)", signedLoss(r.Lower.Float64), signedLoss(r.Upper.Float64))
			}
			c.Text(note, chart.Pt(frame.X1, note.Centred(y)), change)
		}
		c.Text(s, chart.Pt(x.To+14, s.Centred(y)), text)
		if r.Loss > x.Max {
			c.Line(chart.Stroke{Tone: t, Width: chart.LineWidth}, chart.Pt(x.To-34, y), chart.Pt(x.To+2, y))
			c.Line(chart.Stroke{Tone: t, Width: chart.LineWidth}, chart.Pt(x.To-4, y-5), chart.Pt(x.To+3, y), chart.Pt(x.To-4, y+5))
			n := chart.NoteStyle.FlushRight().In(t)
			c.Text(n, chart.Pt(x.To-40, n.Centred(y)), "off the scale")
			continue
		}
		if r.Lower.Valid {
			c.Line(chart.Stroke{Tone: t.Soft(), Width: 5}, chart.Pt(x.At(math.Max(x.Min, base+r.Lower.Float64)), y),
				chart.Pt(x.At(math.Min(x.Max, base+r.Upper.Float64)), y))
		}
		c.Marker(mark, t, chart.Pt(x.At(r.Loss), y), 5.2, false)
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
		if r.Races == rows[0].Races && r.Loss > worst.Loss {
			worst = r
		}
	}
	base := rows[0].Loss - rows[0].Difference
	text := "No forecaster beats the base rate on markets left out"
	if len(beat) > 0 {
		text = words.Sentence(words.List(beat)) + " beat the base rate on markets left out"
		if len(beat) == 1 {
			text = words.Sentence(beat[0]) + " beats the base rate on markets left out"
		}
	}
	if worst.worse() {
		text += fmt.Sprintf("; %s does worst, with a log loss of %.2f against %.2f", worst.name(), worst.Loss, base)
	}
	return text
}
