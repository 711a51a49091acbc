package plot

import (
	"math"
	"strconv"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// Growth is a series of figures with the curve that is fitted to them: X and Y
// of the figures, and at each At the Value of the curve with its band, whose
// ends are NaN where there are none. Bounds says of a figure that it is at
// least (1) or at most (-1) Y; nil: all are exact.
type Growth struct {
	Name                    string
	X, Y                    []float64
	Bounds                  []int
	At, Value, Lower, Upper []float64
}

// Curves draws figures by x with their curves, one tone for each of up to eight
// series, on a logarithmic axis if y is to be seen so. label writes a value of x.
func Curves(title, subtitle, x string, label func(float64) string, logarithmic bool, all []Growth) chart.Chart {
	fig := chart.Chart{Title: title, Subtitle: subtitle, Alt: title + ". " + subtitle,
		Data: chart.Table{Columns: []string{"name", "kind", "x", "value", "lower", "upper"}}}
	names := make([]string, len(all))
	least, most, first, last := math.Inf(1), 0.0, math.Inf(1), math.Inf(-1)
	for i, g := range all {
		names[i] = chart.Drawable(g.Name)
		for k, v := range g.Y {
			fig.Data.Rows = append(fig.Data.Rows, []any{g.Name, "figure", g.X[k], v, nil, nil})
			least, most = min(least, v), max(most, v)
		}
		for k, v := range g.Value {
			fig.Data.Rows = append(fig.Data.Rows, []any{g.Name, "curve", g.At[k], v, g.Lower[k], g.Upper[k]})
			first, last, most = min(first, g.At[k]), max(last, g.At[k]), max(most, v)
		}
	}
	const farthest = 1.5 // of the highest, where a band is cut
	top := 1.05 * most
	for _, g := range all {
		for _, v := range g.Upper {
			if v > top {
				top = min(v, farthest*most)
			}
		}
	}
	most = top
	fig.Draw(360, func(c *chart.Canvas, frame chart.Box) {
		style := chart.LabelStyle.Bolder()
		low, ticks, scale := 0.0, []chart.Tick(nil), chart.Linear
		if logarithmic {
			low, scale = least/1.5, chart.Logarithmic
			ticks = chart.PeopleTicks(low, most)
		} else {
			ticks = chart.LinearTicks(0, most, 6, short)
		}
		room := 8.0
		if len(all) > 1 {
			room = chart.ColumnRoom(style, names)
		}
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+6, frame.X1-room, frame.Y1-44)
		across, up := chart.Linear(first, last, area.X0+4, area.X1-4), scale(low, most, area.Y1, area.Y0)
		c.YGrid(area, up, ticks)
		along := chart.LinearTicks(first, last, 8, label)
		c.XAxis(area, across, chart.Apart(along, across), frame)
		c.XTitle(area, x)
		line := func(g Growth, values []float64) (points []chart.Point) {
			for k, v := range values {
				if !math.IsNaN(v) {
					points = append(points, chart.Pt(across.At(g.At[k]), up.At(max(min(v, most), max(low, least/1e6)))))
				}
			}
			return points
		}
		for i, g := range all {
			tone := chart.DataTones[i%len(chart.DataTones)]
			c.Between(tone.Tint(), line(g, g.Upper), line(g, g.Lower))
		}
		var marks []chart.Label
		for i, g := range all {
			tone := chart.DataTones[i%len(chart.DataTones)]
			points := line(g, g.Value)
			c.Line(chart.Stroke{Tone: tone, Width: chart.LineWidth}, points...)
			for k, v := range g.Y {
				form, hollow := chart.MarkerForms[i%len(chart.MarkerForms)], false
				if g.Bounds != nil && g.Bounds[k] != 0 {
					form, hollow = chart.Upward, true
					if g.Bounds[k] < 0 {
						form = chart.Downward
					}
				}
				if v >= low && v > 0 || !logarithmic {
					c.Marker(form, tone, chart.Pt(across.At(g.X[k]), up.At(v)), chart.MarkerRadius, hollow)
				}
			}
			marks = append(marks, chart.Label{At: points[len(points)-1], R: 1, Text: names[i], Tone: tone})
		}
		if len(all) > 1 {
			c.Column(style, marks, area.X1+12, area.Y0+4, area.Y1-6)
		}
	})
	return fig
}

// short writes a label of an axis: 0.25, 850, 1.5M.
func short(v float64) string {
	if v < 1000 {
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return words.People(v)
}
