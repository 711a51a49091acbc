package figure

import (
	"database/sql"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// rowTexts writes the name of a row on the left, and a note at the right end.
func rowTexts(c *chart.Canvas, frame chart.Box, y float64, name, end string) {
	c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), name)
	c.Text(chart.NoteStyle.FlushRight(), chart.Pt(frame.X1, chart.NoteStyle.Centred(y)), end)
}

// timesTicks label those of an axis of multiples that lie on it.
func timesTicks(low, high float64, at ...float64) []chart.Tick {
	shown := kept(at, func(v float64) bool { return v >= low && v <= high })
	return each(shown, func(v float64) chart.Tick { return chart.Tick{Value: v, Label: words.Significant(v) + "×"} })
}

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
		c.Across(chart.Stroke{Tone: d.tone.Soft(), Width: 5}, y, clip(d.Lower.Float64), clip(d.Upper.Float64))
	}
	switch v := d.Value.Float64; {
	case !d.Value.Valid:
	case v > x.Max:
		s := chart.Stroke{Tone: d.tone, Width: chart.LineWidth}
		c.Across(s, y, x.To-30, x.To+2)
		c.Line(s, chart.Pt(x.To-4, y-5), chart.Pt(x.To+3, y), chart.Pt(x.To-4, y+5))
	default:
		c.Marker(d.form, d.tone, chart.Pt(clip(v), y), 5, false)
	}
}

func valid(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }
