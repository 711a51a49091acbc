// Package plot draws one fit of an analyst's own data, in the style of the
// report: the coefficients of a regression, survival by time and growth curves.
// It knows of no model, and takes numbers.
package plot

import (
	"math"
	"strconv"

	"headstart/reports/chart"
)

// Ratio is a row of a forest plot: exp of a coefficient with its interval. An
// end may be infinite, or NaN where it is not known.
type Ratio struct {
	Name                string
	Value, Lower, Upper float64
}

// Forest draws ratios with their intervals on a logarithmic axis, the first on
// top. What the ratios are, such as odds ratio, is the title of the axis. An
// end far out is cut, with an arrow.
func Forest(title, subtitle, what string, rows []Ratio) chart.Chart {
	fig := chart.Chart{Title: title, Subtitle: subtitle, Alt: title, Data: chart.Table{Columns: []string{"name", "ratio", "lower", "upper"}}}
	names, texts := make([]string, len(rows)), make([]string, len(rows))
	low, high := 0.5, 2.0
	for i, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Name, r.Value, r.Lower, r.Upper})
		names[i], texts[i] = chart.Drawable(r.Name), number(r.Value)+" ("+number(r.Lower)+"–"+number(r.Upper)+")"
		const farthest = 30 // times the ratio
		for _, end := range []float64{r.Value, r.Lower, r.Upper} {
			if v := min(max(end, r.Value/farthest), r.Value*farthest); v > 1e-12 && v < 1e12 {
				low, high = min(low, v/1.1), max(high, v*1.1)
			}
		}
	}
	if len(rows) == 0 {
		return fig.Empty("no coefficients")
	}
	const line = 26.0
	fig.Draw(line*float64(len(rows))+chart.XAxisRoom+34, func(c *chart.Canvas, frame chart.Box) {
		left := min(chart.LabelStyle.Widest(names), 200)
		right := chart.NoteStyle.Widest(texts)
		area := chart.Bounds(frame.X0+left+14, frame.Y0+6, frame.X1-right-14, frame.Y1-chart.XAxisRoom-22)
		x := chart.Logarithmic(low, high, area.X0, area.X1)
		steps := []float64{1, 2, 5}
		if high/low > 1e3 {
			steps = steps[:1]
		}
		c.XGrid(area, x, chart.Apart(chart.LogTicks(low, high, number, steps...), x), frame)
		c.XTitle(area, what)
		c.Down(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth, Dash: chart.Dashed}, x.At(1), area.Y0, area.Y1)
		for i, r := range rows {
			y := area.Y0 + line*(float64(i)+0.5)
			c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), chart.LabelStyle.Shorten(names[i], left))
			c.Text(chart.NoteStyle, chart.Pt(area.X1+14, chart.NoteStyle.Centred(y)), texts[i])
			c.Dot(x, y, chart.Dot{Value: r.Value, Lower: r.Lower, Upper: r.Upper, Tone: chart.Blue, Form: chart.Square})
		}
	})
	return fig
}

// number writes three significant digits, and ? for what is not known.
func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "?"
	case math.IsInf(v, 1):
		return "∞"
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
