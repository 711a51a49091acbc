package reports

import (
	"fmt"
	"math"
)

// hero says how each curve of the win rate looks: apart by tone and by dash.
var hero = []struct {
	model string
	line  stroke
}{
	{"empirical", stroke{tone: green, width: lineWidth}},
	{"race", stroke{tone: purple, width: lineWidth, dash: dashed}},
	{"elicited", stroke{tone: amber, width: lineWidth, dash: dotted}},
}

// oddsBands fills the bands of the fitted and of the simulated curve, and
// shows both where they overlap. The bet has points, not a band.
func (c *canvas) oddsBands(x, y scale, curves []oddsRow, longest float64) {
	fit, race := upTo(oddsOf(curves, "empirical"), longest), upTo(oddsOf(curves, "race"), longest)
	c.oddsBand(purple.veil(), x, y, race)
	c.oddsBand(green.veil(), x, y, fit)
	for _, piece := range shared(fit, race) {
		c.oddsBand(purple.over(green), x, y, piece)
	}
}

// oddsLines draws the curves. It returns the space that they take and the
// labels of those that are not named on the right: beside their rise.
func (c *canvas) oddsLines(area box, x, y scale, curves []oddsRow, longest float64) (taken []box, labels []mark) {
	for _, h := range hero {
		rows := upTo(oddsOf(curves, h.model), longest)
		if len(rows) < 2 {
			continue
		}
		points := oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.p })
		c.line(h.line, points...)
		taken = append(taken, alongLine(points, 2)...)
		m := mark{r: 3, tone: h.line.tone}
		levels := []float64{0.84, 0.8, 0.76, 0.88, 0.7, 0.3}
		switch h.model {
		case "race":
			m.text = fmt.Sprintf("simulated race, %s", networkName(rows[0].network.Float64))
		case "elicited":
			m.text = "the bet as a curve"
			levels = []float64{0.26, 0.22, 0.3, 0.18, 0.34, 0.7}
		default:
			continue
		}
		for _, level := range levels {
			if months := crossing(rows, level, func(r oddsRow) float64 { return r.p }); !math.IsNaN(months) {
				m.also = append(m.also, point{x.at(months), y.at(level)})
			}
		}
		m.at = points[len(points)-1]
		if len(m.also) > 0 {
			m.at, m.also = m.also[0], m.also[1:]
		}
		labels = append(labels, m)
	}
	return taken, labels
}

// rightLabels names the rate of all races, with its interval as a bracket,
// and the fitted curve where it ends.
func (c *canvas) rightLabels(area box, y scale, base bucketRow, fit []oddsRow) {
	edge := area.x1 + 5
	top, bottom := y.at(base.upper.Float64), y.at(base.lower.Float64)
	c.rect(faint, box{edge - 1.5, top, edge + 1.5, bottom})
	c.line(stroke{tone: axis, width: 2.6}, point{edge - 4, y.at(base.rate.Float64)}, point{edge + 4, y.at(base.rate.Float64)})
	head, note := noteStyle, noteStyle
	head.bold, head.tone = true, ink
	at := []float64{y.at(base.rate.Float64)}
	if len(fit) > 0 {
		at = append([]float64{y.at(fit[len(fit)-1].p)}, at...)
	}
	heights := []float64{34, 34}[:len(at)]
	order := []int{0, 1}[:len(at)]
	if len(at) == 2 && at[0] > at[1] {
		order = []int{1, 0}
		at[0], at[1] = at[1], at[0]
	}
	placed := spread(at, heights, area.y0+17, area.y1-17)
	for i, which := range order {
		mid := placed[i]
		if which == 0 && len(fit) > 0 {
			s := head
			s.tone = green
			c.text(s, point{edge + 8, mid - 2}, "fitted to")
			c.text(s, point{edge + 8, mid + 12}, "past races")
			continue
		}
		c.text(head, point{edge + 8, mid - 2}, "all races")
		c.text(note, point{edge + 8, mid + 12}, fmt.Sprintf("%s, %d of %d", percent(base.rate.Float64), base.wins, base.n))
	}
}
