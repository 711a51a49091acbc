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
	draw: func(r *reader) chart.Chart {
		return drawCalibration(rows[binRow](r, "calibration"))
	},
}

// binRow is the races to which a route gave about the same probability.
type binRow struct {
	Route        string
	MeanP        float64
	N, Wins      int
	Rate         float64
	Lower, Upper sql.NullFloat64
	Level        float64
}

func drawCalibration(rows []binRow) chart.Chart {
	fig := chart.Chart{
		Title:    "Predicted probability and share of races won",
		Subtitle: "Share of races that the first mover won, by the predicted probability. On the diagonal the two agree",
		Data:     chart.Table{Columns: []string{"route", "mean_p", "n", "wins", "rate", "lower", "upper", "level"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no model was scored in this run")
	}
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Route, r.MeanP, r.N, r.Wins, r.Rate, nullable(r.Lower), nullable(r.Upper), r.Level})
		if r.Route == "mechanism" && r.MeanP > 0.9 && r.Upper.Valid && r.Upper.Float64 < r.MeanP {
			fig.Title = fmt.Sprintf("The simulated race was sure of %d races and wrong in %d of them", r.N, r.N-r.Wins)
		}
	}
	fig.Subtitle += fmt.Sprintf("; lines are %s Jeffreys intervals, which treat races as independent", words.Percent(rows[0].Level))
	fig.Caption = "Numbers count races. Regressions predict each market from all others, so their predictions lean away from the held-out outcomes; the simulated race and the bet are not fitted to races."
	routes := grouped(rows, func(r binRow) string { return r.Route })
	fig.Alt = "Calibration charts. " + fig.Title + "."
	for _, p := range routes {
		fig.Alt += " " + routeName(p[0].Route) + ":"
		for i, r := range p {
			fig.Alt += fmt.Sprintf(" predicted %s, observed %s (n = %d)", words.Percent(r.MeanP), words.Percent(r.Rate), r.N)
			if i < len(p)-1 {
				fig.Alt += ";"
			}
		}
		fig.Alt += "."
	}
	m := chart.Multiples{N: len(routes), Head: 30, Plot: 190}
	fig.BodyHeight = m.Height()
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := chart.LinearTicks(0, 1, 4, words.Percent)
		for i, p := range routes {
			whole, area := m.At(i, frame, chart.TickMargin(ticks))
			bold := chart.LabelStyle.Bolder()
			c.Text(bold, chart.Pt(whole.X0, whole.Y0+16), bold.Shorten(routeName(p[0].Route), whole.Width()-8))
			x, y := chart.Linear(0, 1, area.X0, area.X1), chart.Linear(0, 1, area.Y1, area.Y0)
			c.YGrid(area, y, ticks)
			c.XAxis(area, x, ticks, whole)
			c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth, Dash: chart.Dashed}, chart.Pt(area.X0, area.Y1), chart.Pt(area.X1, area.Y0))
			for _, r := range p {
				at := x.At(r.MeanP)
				if r.Lower.Valid && r.Upper.Valid {
					c.Down(chart.Stroke{Tone: chart.Green.Soft(), Width: 5}, at, y.At(r.Upper.Float64), y.At(r.Lower.Float64))
				}
				c.Marker(chart.Round, chart.Green, chart.Pt(at, y.At(r.Rate)), 4.5, false)
				side, dx := chart.NoteStyle, 9.0
				if r.MeanP > 0.85 {
					side, dx = side.FlushRight(), -9
				}
				c.Text(side, chart.Pt(at+dx, side.Centred(y.At(r.Rate))), fmt.Sprint(r.N))
			}
		}
	})
	return fig
}
