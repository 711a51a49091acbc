package figure

import (
	"database/sql"
	"math"

	"headstart/reports/chart"
)

// rowTexts writes the name of a row on the left, and a note at the right end.
func rowTexts(c *chart.Canvas, frame chart.Box, y float64, name, end string) {
	c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), name)
	c.Text(chart.NoteStyle.FlushRight(), chart.Pt(frame.X1, chart.NoteStyle.Centred(y)), end)
}

func valid(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }

// known is the number, NaN for null.
func known(v sql.NullFloat64) float64 {
	if v.Valid {
		return v.Float64
	}
	return math.NaN()
}
