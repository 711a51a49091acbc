package figure

import (
	"fmt"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"

	"gonum.org/v1/gonum/interp"
)

var whatIf = Figure{
	Name: "what_if", Section: "routes",
	Sources: []string{"races", "assumptions"},
	draw: func(r *reader) chart.Chart {
		grid, founding := rows[oddsRow](r, "what_if"), rows[foundingRow](r, "what_if_founding")
		r.Data.Add("", grid, "model", "network", "months", "p", "lower", "upper", "level", "n")
		race := grouped(oddsOf(grid, "race"), func(r oddsRow) float64 { return r.Network.Float64 })
		if len(race) == 0 {
			return r.none()
		}
		evens := rows[evenRow](r, "critical_lead_even")
		all := each(race, func(odds []oddsRow) against {
			a := against{Network: odds[0].Network.Float64, Read: even(odds)}
			for _, e := range evens {
				if e.Network == a.Network {
					a.Even = e
				}
			}
			return a
		})
		least, most := crossing(race[0], 0.5), crossing(last(race), 0.5)
		lowest, highest := widest(1, 0, oddsOf(grid, "race"), func(r oddsRow) []any { return []any{r.P} })
		data := map[string]any{"reached": !math.IsNaN(least + most), "least": least, "most": most, "lowest": lowest, "highest": highest, "against": all, "largest": last(all),
			"level": last(last(race)).Level, "founding": founding, "judged": rows[judgedRow](r, "mechanism_score")}
		return r.say(data, 388, func(c *chart.Canvas, frame chart.Box) {
			low, high := all[0].Network, max(last(all).Network, all[0].Network*10)
			ticks := chart.LogTicks(low, high, words.People, 1)
			area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+48, frame.X1-12, frame.Y1-chart.XAxisRoom-18)
			x, y := chart.Shifted(0, whatIfShown, area.X0, area.X1), chart.Logarithmic(low, high, area.Y1, area.Y0)
			style := chart.TickStyle.FlushRight()
			for _, t := range ticks {
				c.Text(style, chart.Pt(area.X0-7, style.Centred(y.At(t.Value))), t.Label)
			}
			c.Text(chart.TickStyle, chart.Pt(frame.X0, area.Y0-11), "people")
			c.Text(chart.LabelStyle.Bolder(), chart.Pt(area.X0, area.Y0-30), "Simulated race, from assumptions")
			c.XTitle(area, "head start")
			var lines []chart.Box
			if len(race) > 1 {
				lines = drawChances(c, layersOf(race), area, x, y)
			} else {
				c.Rect(chart.Band, area)
				c.Text(chart.NoteStyle.Centered(), chart.Pt((area.X0+area.X1)/2, (area.Y0+area.Y1)/2), "no such model here")
			}
			if len(lines) == 0 {
				s := chart.NoteStyle.In(chart.Ink)
				text := fmt.Sprintf("chances from %s to %s", words.Percent(lowest), words.Percent(highest))
				c.Text(s, chart.Pt(area.X0+10, area.Y0+22), s.Shorten(text, area.Width()-16))
			}
			c.XAxis(area, x, chart.MonthsTicks(whatIfShown), frame)
			for _, r := range founding {
				p := chart.Pt(x.At(r.Months), y.At(r.Network))
				if area.Holds(chart.Around(p, 0)) {
					c.Marker(chart.Diamond, chart.Ink, p, 5.2, false)
					name := chart.Label{At: p, R: 6, Text: chart.Drawable(r.First) + " – " + chart.Drawable(r.Second), Tone: chart.Ink}
					c.Beside(chart.NoteStyle.Bolder(), []chart.Label{name}, area.Grow(-4), lines, 40)
				}
			}
		})
	},
}

// against is the head start with even odds against a network: as tabulated, and
// as read off the grid.
type against struct {
	Network float64
	Even    evenRow
	Read    string
}

// steps are the probabilities at which contours are drawn, and areas the
// tones between them: the responder's below one half, the first mover's above.
var (
	steps = []float64{0.1, 0.25, 0.5, 0.75, 0.9}
	areas = []chart.Tone{chart.Vermilion.Area(), chart.Vermilion.Mid(), chart.Vermilion.Tint(), chart.Blue.Tint(), chart.Blue.Mid(), chart.Blue.Area()}
)

// whatIfShown is the longest head start on the axis, in months.
const whatIfShown = 48.0

// layer is the head start at one network at which each step is passed,
// between 0 and the longest shown; inside says which are not held by an end.
type layer struct {
	network float64
	months  []float64
	inside  []bool
}

// layersOf reads the steps off the grid, whose rows are ordered by months.
func layersOf(grid [][]oddsRow) []layer {
	return smoothed(each(grid, func(odds []oddsRow) layer {
		l := layer{network: odds[0].Network.Float64}
		for _, step := range steps {
			at := crossing(odds, step)
			l.inside = append(l.inside, !math.IsNaN(at))
			if math.IsNaN(at) && odds[0].P < step {
				at = whatIfShown
			} else if math.IsNaN(at) {
				at = 0
			}
			l.months = append(l.months, at)
		}
		return l
	}))
}

// smoothed puts layers between those of the grid, so that contours have no
// corners: monotone cubic pieces over the logarithm of the network (Fritsch and
// Butland 1984), which pass through the grid and never beyond its neighbors.
func smoothed(known []layer) []layer {
	if len(known) < 2 {
		return known
	}
	const pieces = 16
	var out []layer
	for i, l := range known[1:] {
		for t := range pieces {
			share := float64(t) / pieces
			between := layer{network: known[i].network * math.Pow(l.network/known[i].network, share), inside: slices.Clone(known[i].inside)}
			for k := range steps {
				between.inside[k] = known[i].inside[k] || t > 0 && l.inside[k]
			}
			out = append(out, between)
		}
	}
	out = append(out, last(known))
	for k := range steps {
		var contour interp.FritschButland
		// Its only error is a wrong number of places.
		_ = contour.Fit(each(known, func(l layer) float64 { return math.Log(l.network) }), each(known, func(l layer) float64 { return math.Log1p(l.months[k]) }))
		for i := range out[:len(out)-1] {
			out[i].months = append(out[i].months, math.Expm1(contour.Predict(math.Log(out[i].network))))
		}
	}
	return out
}

// drawChances fills and draws the contours, labeled at the top. It returns the
// space that the lines take, none without a label.
func drawChances(c *chart.Canvas, layers []layer, area chart.Box, x, y chart.Scale) (lines []chart.Box) {
	// From the side of the largest chance: each region is painted over the
	// last, up to its contour.
	c.Rect(last(areas), area)
	for k := len(steps) - 1; k >= 0; k-- {
		outline := []chart.Point{chart.Pt(area.X0, area.Y1)}
		for _, l := range layers {
			outline = append(outline, chart.Pt(x.At(l.months[k]), y.At(l.network)))
		}
		c.Fill(areas[k], append(outline, chart.Pt(area.X0, area.Y0))...)
	}
	for _, t := range chart.MonthsTicks(whatIfShown) {
		c.Down(chart.Stroke{Tone: chart.Paper, Width: chart.GridWidth}, x.At(t.Value), area.Y0, area.Y1)
	}
	s := chart.NoteStyle.Centered().In(chart.Ink)
	var at, widths []float64
	var labels []string
	for k, step := range steps {
		line := chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth}
		if step == 0.5 {
			line = chart.Stroke{Tone: chart.Ink, Width: chart.LineWidth}
		}
		var points []chart.Point
		for i, l := range layers {
			// Where it leaves the grid the line runs on to the edge.
			if l.inside[k] || (i > 0 && layers[i-1].inside[k]) || (i+1 < len(layers) && layers[i+1].inside[k]) {
				points = append(points, chart.Pt(x.At(l.months[k]), y.At(l.network)))
			}
		}
		c.Line(line, points...)
		lines = append(lines, chart.AlongLine(points, 2)...)
		if l := last(layers); l.inside[k] {
			text := words.Percent(step)
			at, labels, widths = append(at, x.At(l.months[k])), append(labels, text), append(widths, s.Width(text)+5)
		}
	}
	if len(at) == 0 {
		return nil
	}
	// The chances above the ends of their lines, moved apart.
	for i, px := range chart.Spread(at, widths, area.X0+widths[0]/2, area.X1-last(widths)/2) {
		c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.GridWidth}, chart.Pt(at[i], area.Y0-1), chart.Pt(px, area.Y0-7))
		s.Bold = labels[i] == words.Percent(0.5)
		c.Text(s, chart.Pt(px, area.Y0-11), labels[i])
	}
	return lines
}
