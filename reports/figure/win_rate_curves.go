package figure

import (
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// hero says how each curve of the win rate looks: apart by tone and by dash.
var hero = []struct {
	model string
	line  chart.Stroke
}{
	{"empirical", chart.Stroke{Tone: chart.Green, Width: chart.LineWidth}},
	{"race", chart.Stroke{Tone: chart.Purple, Width: chart.LineWidth, Dash: chart.Dashed}},
	{"elicited", chart.Stroke{Tone: chart.Amber, Width: chart.LineWidth, Dash: chart.Dotted}},
}

// oddsBands fills the bands of the fitted and of the simulated curve, and
// shows both where they overlap. The bet has points, not a band.
func drawOddsBands(c *chart.Canvas, x, y chart.Scale, curves []oddsRow, longest float64) {
	fit, race := upTo(oddsOf(curves, "empirical"), longest), upTo(oddsOf(curves, "race"), longest)
	drawOddsBand(c, chart.Purple.Veil(), x, y, race)
	drawOddsBand(c, chart.Green.Veil(), x, y, fit)
	for _, piece := range shared(fit, race) {
		drawOddsBand(c, chart.Purple.Over(chart.Green), x, y, piece)
	}
}

// oddsLines draws the curves. It returns the space that they take and the
// labels of those that are not named on the right: beside their rise.
func drawOddsLines(c *chart.Canvas, area chart.Box, x, y chart.Scale, curves []oddsRow, longest float64) (taken []chart.Box, labels []chart.Label) {
	for _, h := range hero {
		rows := upTo(oddsOf(curves, h.model), longest)
		if len(rows) < 2 {
			continue
		}
		points := oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.P })
		c.Line(h.line, points...)
		taken = append(taken, chart.AlongLine(points, 2)...)
		m := chart.Label{R: 3, Tone: h.line.Tone}
		levels := []float64{0.84, 0.8, 0.76, 0.88, 0.7, 0.3}
		switch h.model {
		case "race":
			m.Text = fmt.Sprintf("simulated race, %s", networkName(rows[0].Network.Float64))
		case "elicited":
			m.Text = "the bet as a curve"
			levels = []float64{0.26, 0.22, 0.3, 0.18, 0.34, 0.7}
		default:
			continue
		}
		for _, level := range levels {
			if months := crossing(rows, level, func(r oddsRow) float64 { return r.P }); !math.IsNaN(months) {
				m.Also = append(m.Also, chart.Pt(x.At(months), y.At(level)))
			}
		}
		m.At = points[len(points)-1]
		if len(m.Also) > 0 {
			m.At, m.Also = m.Also[0], m.Also[1:]
		}
		labels = append(labels, m)
	}
	return taken, labels
}

// rightLabels names the rate of all races, with its interval as a bracket,
// and the fitted curve where it ends.
func drawRightLabels(c *chart.Canvas, area chart.Box, y chart.Scale, base bucketRow, fit []oddsRow) {
	edge := area.X1 + 5
	top, bottom := y.At(base.Upper.Float64), y.At(base.Lower.Float64)
	c.Rect(chart.Faint, chart.Bounds(edge-1.5, top, edge+1.5, bottom))
	c.Line(chart.Stroke{Tone: chart.Axis, Width: 2.6}, chart.Pt(edge-4, y.At(base.Rate.Float64)), chart.Pt(edge+4, y.At(base.Rate.Float64)))
	head, note := chart.NoteStyle, chart.NoteStyle
	head.Bold, head.Tone = true, chart.Ink
	at := []float64{y.At(base.Rate.Float64)}
	if len(fit) > 0 {
		at = append([]float64{y.At(fit[len(fit)-1].P)}, at...)
	}
	heights := []float64{34, 34}[:len(at)]
	order := []int{0, 1}[:len(at)]
	if len(at) == 2 && at[0] > at[1] {
		order = []int{1, 0}
		at[0], at[1] = at[1], at[0]
	}
	placed := chart.Spread(at, heights, area.Y0+17, area.Y1-17)
	for i, which := range order {
		mid := placed[i]
		if which == 0 && len(fit) > 0 {
			s := head
			s.Tone = chart.Green
			c.Text(s, chart.Pt(edge+8, mid-2), "fitted to")
			c.Text(s, chart.Pt(edge+8, mid+12), "past races")
			continue
		}
		c.Text(head, chart.Pt(edge+8, mid-2), "all races")
		c.Text(note, chart.Pt(edge+8, mid+12), fmt.Sprintf("%s, %d of %d", words.Percent(base.Rate.Float64), base.Wins, base.N))
	}
}
