package figure

import (
	"database/sql"
	"math"

	"headstart/reports/chart"
)

// dot is a value with its interval, in a plot with one row for each.
type dot struct {
	Value, Lower, Upper sql.NullFloat64 // null: none
	tone                chart.Tone
	form                chart.Form
}

// drawDot draws the interval as a bar and the value as a mark, at the height y.
// What lies off the scale ends in an arrow.
func drawDot(c *chart.Canvas, x chart.Scale, y float64, d dot) {
	clip := func(v float64) float64 { return x.At(math.Max(x.Min, math.Min(x.Max, v))) }
	if d.Lower.Valid && d.Upper.Valid {
		c.Line(chart.Stroke{Tone: d.tone.Soft(), Width: 5}, chart.Pt(clip(d.Lower.Float64), y), chart.Pt(clip(d.Upper.Float64), y))
	}
	if !d.Value.Valid {
		return
	}
	if v := d.Value.Float64; v > x.Max {
		c.Line(chart.Stroke{Tone: d.tone, Width: chart.LineWidth}, chart.Pt(x.To-30, y), chart.Pt(x.To+2, y))
		c.Line(chart.Stroke{Tone: d.tone, Width: chart.LineWidth}, chart.Pt(x.To-4, y-5), chart.Pt(x.To+3, y), chart.Pt(x.To-4, y+5))
		return
	}
	c.Marker(d.form, d.tone, chart.Pt(clip(d.Value.Float64), y), 5, false)
}

// drawReference draws a dashed line down the plot at a value that rows are
// compared with.
func drawReference(c *chart.Canvas, x chart.Scale, area chart.Box, at float64) {
	c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dashed}, chart.Pt(x.At(at), area.Y0), chart.Pt(x.At(at), area.Y1))
}
