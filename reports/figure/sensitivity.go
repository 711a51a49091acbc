package figure

import (
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var sensitivity = Figure{
	Name: "sensitivity", Section: "change",
	Sources: []string{"races"},
	draw: func(r *reader) chart.Chart {
		return drawSensitivity(rows[changeRow](r, "sensitivity"))
	},
}

// changeRow is a change of data or rule and what it does to the effect of the
// head start: the probability with 12 months minus that with 3.
type changeRow struct {
	Position                   int // 1 is the run as it is
	Kind, Change               string
	LeftOut, Platform          string // name of what is left out and id of the platform; empty where it has none
	N                          int
	BaseRate, Effect, Moved    float64
	Slope, Lower, Upper, Level float64 // per doubling of the head start, log odds
	Reverses                   bool
}

// label says what is changed.
func (r changeRow) label() string {
	text := r.Change
	switch {
	case r.Kind == "platform" && r.Platform != "":
		text = "without " + displayName(r.LeftOut, r.Platform)
	case r.Kind == "market" && r.LeftOut == "WLD":
		text = "without world-wide races"
	case r.Kind == "market" && r.LeftOut != "":
		text = "without " + MarketName(r.LeftOut)
	}
	return words.Sentence(chart.Drawable(text))
}

// interval turns the ends of the slope's interval into effects, in the ratio
// of the two estimates, which hardly depends on the slope where it is small.
// Where the slope is 0 that ratio is its limit: log2(13/4) doublings between
// 3 and 12 months, times the slope of a probability over its log odds.
func (r changeRow) interval() (low, high float64) {
	ratio := math.Log2(13.0/4) * r.BaseRate * (1 - r.BaseRate)
	if math.Abs(r.Slope) > 1e-9 {
		ratio = r.Effect / r.Slope
	}
	return math.Max(-1, r.Lower*ratio), math.Min(1, r.Upper*ratio)
}

// changesShown is how many changes are drawn beside the run as it is.
const changesShown = 12

func drawSensitivity(rows []changeRow) chart.Chart {
	fig := chart.Chart{
		Title:    "what would change the answer",
		Subtitle: "Effect of the head start under changes of data and rules",
		Data: chart.Table{Columns: []string{"position", "kind", "change", "n", "base_rate", "effect", "effect_change", "effect_lower", "effect_upper",
			"slope", "lower", "upper", "level", "reverses"}},
	}
	if len(rows) == 0 {
		return fig.Empty("too few decided races for a regression in this run")
	}
	asIs, others, shown := rows[0], rows[1:], []changeRow(nil)
	reversing := 0
	for _, r := range rows {
		low, high := r.interval()
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Position, r.Kind, r.Change, r.N, r.BaseRate, r.Effect, r.Moved, low, high,
			r.Slope, r.Lower, r.Upper, r.Level, r.Reverses})
	}
	// What reverses the conclusion comes first, however little it moves.
	for _, wanted := range []bool{true, false} {
		for _, r := range others {
			if r.Reverses == wanted && len(shown) < changesShown {
				shown = append(shown, r)
			}
			if r.Reverses && wanted {
				reversing++
			}
		}
	}
	fig.Title = sensitivityTitle(asIs, others, shown, reversing)
	fig.Subtitle = fmt.Sprintf("Probability of winning with 12 months of head start minus that with 3, in percentage points, by regression; "+
		"bars show the change, thin lines %s intervals", words.Percent(asIs.Level))
	if left := len(others) - len(shown); left > 0 {
		fig.Caption = fmt.Sprintf("The %d changes that move the effect most of %d tried; the other %d move it less", len(shown), len(others), left)
		if reversing > 0 {
			fig.Caption = fmt.Sprintf("%d changes of %d tried, those that reverse the conclusion first", len(shown), len(others))
		}
	} else {
		fig.Caption = "All " + words.Number(len(others), "change") + " tried"
	}
	fig.Caption += fmt.Sprintf(". n = %s as it is. Intervals are those of the slope, at the same rate of effect per slope. "+
		"A conclusion is reversed when the interval of the slope holds 0 in one and not in the other.", words.Number(asIs.N, "race"))
	fig.Alt = "Tornado chart of the effect of the head start. " + fig.Title + fmt.Sprintf(". As it is: %s (n = %d).", words.PercentPoints(asIs.Effect), asIs.N)
	for _, r := range shown {
		fig.Alt += fmt.Sprintf(" %s: %s (n = %d).", r.label(), words.PercentPoints(r.Effect), r.N)
	}
	drawn := append([]changeRow{asIs}, shown...)
	reach := 0.05
	for _, r := range drawn {
		low, high := r.interval()
		reach = math.Max(reach, math.Max(math.Max(-low, high), math.Abs(r.Effect)))
	}
	const rowHeight = 25.0
	fig.BodyHeight = rowHeight*float64(len(drawn)) + 34 + chart.XAxisRoom + 4
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		names := make([]string, len(drawn))
		for i, r := range drawn {
			names[i] = chart.LabelStyle.Shorten(r.label(), 268)
		}
		area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+16, frame.Y0+26, frame.X1-128, frame.Y1-chart.XAxisRoom-4)
		x := chart.Linear(-reach*1.04, reach*1.04, area.X0, area.X1)
		ticks := chart.LinearTicks(x.Min, x.Max, 8, words.PercentPoints)
		c.XGrid(area, x, ticks, frame)
		c.Down(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, x.At(0), area.Y0, area.Y1)
		note := chart.NoteStyle.FlushRight()
		c.Text(note, chart.Pt(x.At(0)-8, area.Y0-9), "← shorter is better")
		c.Text(chart.NoteStyle, chart.Pt(x.At(0)+8, area.Y0-9), "longer is better →")
		c.Text(note, chart.Pt(frame.X1-62, area.Y0-9), "points")
		c.Text(note, chart.Pt(frame.X1, area.Y0-9), "races")
		from := x.At(asIs.Effect)
		c.Down(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth, Dash: chart.Dashed}, from, area.Y0, area.Y1)
		for i, r := range drawn {
			drawChange(c, r, names[i], i == 0, from, x, area.Y0+4+rowHeight*(float64(i)+0.5), frame)
		}
	})
	return fig
}

func drawChange(c *chart.Canvas, r changeRow, name string, asIs bool, from float64, x chart.Scale, y float64, frame chart.Box) {
	t, label, figure := chart.Green, chart.LabelStyle, chart.NoteStyle
	figure.Align = chart.Right
	if r.Reverses {
		t = chart.Vermilion
		label.Bold, label.Tone = true, chart.Vermilion
	}
	if asIs {
		t, label.Bold = chart.Ink, true
	}
	c.Text(label, chart.Pt(frame.X0, label.Centred(y)), label.Shorten(name, x.From-frame.X0-10))
	low, high := r.interval()
	at := x.At(r.Effect)
	if !asIs {
		c.Rect(t.Area(), chart.Bounds(math.Min(from, at), y-6.5, math.Max(from, at), y+6.5))
	}
	c.Line(chart.Stroke{Tone: t, Width: 1.3}, chart.Pt(x.At(low), y), chart.Pt(x.At(high), y))
	for _, end := range []float64{low, high} {
		c.Down(chart.Stroke{Tone: t, Width: 1.3}, x.At(end), y-3, y+3)
	}
	mark := chart.Round
	if r.Reverses {
		mark = chart.Diamond
	}
	c.Marker(mark, t, chart.Pt(at, y), 4, false)
	figure.Tone = chart.Ink
	c.Text(figure, chart.Pt(frame.X1-62, figure.Centred(y)), words.PercentPoints(r.Effect))
	figure.Tone = chart.Muted
	c.Text(figure, chart.Pt(frame.X1, figure.Centred(y)), fmt.Sprintf("n = %d", r.N))
}

func sensitivityTitle(asIs changeRow, others, shown []changeRow, reversing int) string {
	effect := "finds no effect of the head start"
	if asIs.Lower > 0 || asIs.Upper < 0 {
		effect = "finds an effect of the head start"
	}
	switch {
	case len(others) == 0:
		return "The run as it is " + effect
	case reversing > 0:
		return fmt.Sprintf("%s of %s would reverse the conclusion, first of all %s", words.Sentence(words.Counted(reversing)), words.Number(len(others), "change"),
			words.Lowered(shown[0].label()))
	}
	low, high := asIs.Effect, asIs.Effect
	for _, r := range others {
		low, high = math.Min(low, r.Effect), math.Max(high, r.Effect)
	}
	return fmt.Sprintf("None of %s of data or rules reverses the conclusion: 12 months instead of 3 move the chance by %s to %s points",
		words.Number(len(others), "change"), words.PercentPoints(low), words.PercentPoints(high))
}
