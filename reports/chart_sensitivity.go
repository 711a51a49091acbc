package reports

import (
	"context"
	"fmt"
	"math"

	"headstart/transform"
)

// changeRow is a change of data or rule and what it does to the effect of the
// head start: the probability with 12 months minus that with 3.
type changeRow struct {
	position                   int // 1 is the run as it is
	kind, change               string
	leftOut, platform          string // name of what is left out and id of the platform; empty where it has none
	n                          int
	baseRate, effect, moved    float64
	slope, lower, upper, level float64 // per doubling of the head start, log odds
	reverses                   bool
}

func (r *changeRow) fields() []any {
	return []any{&r.position, &r.kind, &r.change, &r.leftOut, &r.platform, &r.n, &r.baseRate, &r.effect, &r.moved,
		&r.slope, &r.lower, &r.upper, &r.level, &r.reverses}
}

// label says what is changed.
func (r changeRow) label() string {
	text := r.change
	switch {
	case r.kind == "platform" && r.platform != "":
		text = "without " + displayName(r.leftOut, r.platform)
	case r.kind == "market" && r.leftOut == "WLD":
		text = "without world-wide races"
	case r.kind == "market" && r.leftOut != "":
		text = "without " + marketName(r.leftOut)
	}
	return sentence(drawable(text))
}

// interval turns the ends of the slope's interval into effects, in the ratio
// of the two estimates, which hardly depends on the slope where it is small.
// Where the slope is 0 that ratio is its limit: log2(13/4) doublings between
// 3 and 12 months, times the slope of a probability over its log odds.
func (r changeRow) interval() (low, high float64) {
	ratio := math.Log2(13.0/4) * r.baseRate * (1 - r.baseRate)
	if math.Abs(r.slope) > 1e-9 {
		ratio = r.effect / r.slope
	}
	return math.Max(-1, r.lower*ratio), math.Min(1, r.upper*ratio)
}

func sensitivityChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_sensitivity", (*changeRow).fields)
	return drawSensitivity(rows), err
}

// changesShown is how many changes are drawn beside the run as it is.
const changesShown = 12

func drawSensitivity(rows []changeRow) Chart {
	chart := Chart{
		Name:     "sensitivity",
		Title:    "what would change the answer",
		Subtitle: "Effect of the head start under changes of data and rules",
		Data: Table{Columns: []string{"position", "kind", "change", "n", "base_rate", "effect", "effect_change", "effect_lower", "effect_upper",
			"slope", "lower", "upper", "level", "reverses"}},
	}
	if len(rows) == 0 {
		return chart.empty("too few decided races for a regression in this run")
	}
	asIs, others, shown := rows[0], rows[1:], []changeRow(nil)
	reversing := 0
	for _, r := range rows {
		low, high := r.interval()
		chart.Data.Rows = append(chart.Data.Rows, []any{r.position, r.kind, r.change, r.n, r.baseRate, r.effect, r.moved, low, high,
			r.slope, r.lower, r.upper, r.level, r.reverses})
	}
	// What reverses the conclusion comes first, however little it moves.
	for _, wanted := range []bool{true, false} {
		for _, r := range others {
			if r.reverses == wanted && len(shown) < changesShown {
				shown = append(shown, r)
			}
			if r.reverses && wanted {
				reversing++
			}
		}
	}
	chart.Title = sensitivityTitle(asIs, others, shown, reversing)
	chart.Subtitle = fmt.Sprintf("Probability of winning with 12 months of head start minus that with 3, in percentage points, by regression; "+
		"bars show the change, thin lines %s intervals", percent(asIs.level))
	if left := len(others) - len(shown); left > 0 {
		chart.Caption = fmt.Sprintf("The %d changes that move the effect most of %d tried; the other %d move it less", len(shown), len(others), left)
		if reversing > 0 {
			chart.Caption = fmt.Sprintf("%d changes of %d tried, those that reverse the conclusion first", len(shown), len(others))
		}
	} else {
		chart.Caption = "All " + number(len(others), "change") + " tried"
	}
	chart.Caption += fmt.Sprintf(". n = %s as it is. Intervals are those of the slope, at the same rate of effect per slope. "+
		"A conclusion is reversed when the interval of the slope holds 0 in one and not in the other.", number(asIs.n, "race"))
	chart.Alt = "Tornado chart of the effect of the head start. " + chart.Title + fmt.Sprintf(". As it is: %s (n = %d).", percentPoints(asIs.effect), asIs.n)
	for _, r := range shown {
		chart.Alt += fmt.Sprintf(" %s: %s (n = %d).", r.label(), percentPoints(r.effect), r.n)
	}
	drawn := append([]changeRow{asIs}, shown...)
	reach := 0.05
	for _, r := range drawn {
		low, high := r.interval()
		reach = math.Max(reach, math.Max(math.Max(-low, high), math.Abs(r.effect)))
	}
	const rowHeight = 25.0
	chart.bodyHeight = rowHeight*float64(len(drawn)) + 34 + xAxisRoom + 4
	chart.draw(func(c *canvas, frame box) {
		names := make([]string, len(drawn))
		for i, r := range drawn {
			names[i] = labelStyle.shorten(r.label(), 268)
		}
		area := box{frame.x0 + labelStyle.widest(names) + 16, frame.y0 + 26, frame.x1 - 128, frame.y1 - xAxisRoom - 4}
		x := linear(-reach*1.04, reach*1.04, area.x0, area.x1)
		ticks := linearTicks(x.min, x.max, 8, percentPoints)
		for _, t := range ticks {
			c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
		}
		c.line(stroke{tone: axis, width: axisWidth}, point{x.at(0), area.y0}, point{x.at(0), area.y1})
		c.xAxis(area, x, ticks, frame)
		note := noteStyle
		note.align = right
		c.text(note, point{x.at(0) - 8, area.y0 - 9}, "← shorter is better")
		c.text(noteStyle, point{x.at(0) + 8, area.y0 - 9}, "longer is better →")
		c.text(note, point{frame.x1 - 62, area.y0 - 9}, "points")
		c.text(note, point{frame.x1, area.y0 - 9}, "races")
		from := x.at(asIs.effect)
		c.line(stroke{tone: ink, width: thinLineWidth, dash: dashed}, point{from, area.y0}, point{from, area.y1})
		for i, r := range drawn {
			c.change(r, names[i], i == 0, from, x, area.y0+4+rowHeight*(float64(i)+0.5), frame)
		}
	})
	return chart
}

func (c *canvas) change(r changeRow, name string, asIs bool, from float64, x scale, y float64, frame box) {
	t, label, figure := green, labelStyle, noteStyle
	figure.align = right
	if r.reverses {
		t = vermilion
		label.bold, label.tone = true, vermilion
	}
	if asIs {
		t, label.bold = ink, true
	}
	c.text(label, point{frame.x0, label.centred(y)}, label.shorten(name, x.from-frame.x0-10))
	low, high := r.interval()
	at := x.at(r.effect)
	if !asIs {
		c.rect(t.area(), box{math.Min(from, at), y - 6.5, math.Max(from, at), y + 6.5})
	}
	c.line(stroke{tone: t, width: 1.3}, point{x.at(low), y}, point{x.at(high), y})
	for _, end := range []float64{low, high} {
		c.line(stroke{tone: t, width: 1.3}, point{x.at(end), y - 3}, point{x.at(end), y + 3})
	}
	mark := round
	if r.reverses {
		mark = diamond
	}
	c.marker(mark, t, point{at, y}, 4, false)
	figure.tone = ink
	c.text(figure, point{frame.x1 - 62, figure.centred(y)}, percentPoints(r.effect))
	figure.tone = muted
	c.text(figure, point{frame.x1, figure.centred(y)}, fmt.Sprintf("n = %d", r.n))
}

// percentPoints writes a difference of probabilities in percentage points.
func percentPoints(v float64) string {
	switch rounded := math.Round(100 * v); {
	case rounded < 0:
		return fmt.Sprintf("−%.0f", -rounded)
	case rounded > 0:
		return fmt.Sprintf("+%.0f", rounded)
	}
	return "0"
}

func sensitivityTitle(asIs changeRow, others, shown []changeRow, reversing int) string {
	effect := "finds no effect of the head start"
	if asIs.lower > 0 || asIs.upper < 0 {
		effect = "finds an effect of the head start"
	}
	switch {
	case len(others) == 0:
		return "The run as it is " + effect
	case reversing > 0:
		return fmt.Sprintf("%s of %s would reverse the conclusion, first of all %s", sentence(counted(reversing)), number(len(others), "change"),
			lowered(shown[0].label()))
	}
	low, high := asIs.effect, asIs.effect
	for _, r := range others {
		low, high = math.Min(low, r.effect), math.Max(high, r.effect)
	}
	return fmt.Sprintf("None of %s of data or rules reverses the conclusion: 12 months instead of 3 move the chance by %s to %s points",
		number(len(others), "change"), percentPoints(low), percentPoints(high))
}

// lowered makes the first letter small, for the middle of a sentence.
func lowered(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}
