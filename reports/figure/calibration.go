package figure

import (
	"database/sql"
	"fmt"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var calibration = Figure{
	Name: "calibration", Section: "routes",
	Sources: []string{"races", "assumptions", "bet"},
	draw: ofRows(func(r *reader, rows []binRow) chart.Chart {
		routes := grouped(rows, func(r binRow) string { return r.Route })
		sure := kept(rows, func(r binRow) bool {
			return r.Route == "mechanism" && r.MeanP > 0.9 && r.Upper.Valid && r.Upper.Float64 < r.MeanP
		})
		m := chart.Multiples{N: len(routes), Head: 30, Plot: 190}
		return r.say(map[string]any{"rows": rows, "routes": routes, "sure": sure}, m.Height(), func(c *chart.Canvas, frame chart.Box) {
			ticks := chart.LinearTicks(0, 1, 4, words.Percent)
			for i, p := range routes {
				whole, area := m.At(i, frame, chart.TickMargin(ticks))
				bold := chart.LabelStyle.Bolder()
				c.Text(bold, chart.Pt(whole.X0, whole.Y0+16), bold.Shorten(routeName(p[0].Route), whole.Width()-8))
				x, y := chart.Linear(0, 1, area.X0, area.X1), chart.Linear(0, 1, area.Y1, area.Y0)
				c.YGrid(area, y, ticks)
				c.XAxis(area, x, ticks, whole)
				c.Line(chart.Reference, chart.Pt(area.X0, area.Y1), chart.Pt(area.X1, area.Y0))
				for _, r := range p {
					at := chart.Pt(x.At(r.MeanP), y.At(r.Rate))
					if r.Lower.Valid && r.Upper.Valid {
						c.Down(chart.Stroke{Tone: chart.Green.Soft(), Width: 5}, at.X, y.At(r.Upper.Float64), y.At(r.Lower.Float64))
					}
					c.Marker(chart.Round, chart.Green, at, 4.5, false)
					side, dx := chart.NoteStyle, 9.0
					if r.MeanP > 0.85 {
						side, dx = side.FlushRight(), -9
					}
					c.TextOver(side, chart.Pt(at.X+dx, side.Centred(at.Y)), fmt.Sprint(r.N))
				}
			}
		})
	}),
}

// binRow is the races to which a route gave about the same probability.
type binRow struct {
	Route string          `csv:"route"`
	MeanP float64         `csv:"mean_p"`
	N     int             `csv:"n"`
	Wins  int             `csv:"wins"`
	Rate  float64         `csv:"rate"`
	Lower sql.NullFloat64 `csv:"lower"`
	Upper sql.NullFloat64 `csv:"upper"`
	Level float64         `csv:"level"`
}
