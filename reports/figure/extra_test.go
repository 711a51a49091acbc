package figure

import "headstart/reports/chart"

// extra is a figure as somebody would add it: this file, its text, rows and
// golden files in testdata, and its name beside the list.
var extra = Figure{
	Name: "extra", Section: "races",
	draw: func(r *reader) chart.Chart {
		rows := rows[extraRow](r, "extra")
		r.Data.Add("", rows)
		if len(rows) == 0 {
			return r.none()
		}
		return r.say(map[string]any{"rows": rows}, 20*float64(len(rows)), func(c *chart.Canvas, frame chart.Box) {
			for i, r := range rows {
				c.Text(chart.LabelStyle, chart.Pt(frame.X0, frame.Y0+20*float64(i)+14), r.Name)
				c.Rect(chart.Blue, chart.Bounds(frame.X0+100, frame.Y0+20*float64(i)+4, frame.X0+100+40*float64(r.Wins), frame.Y0+20*float64(i)+16))
			}
		})
	},
}

type extraRow struct {
	Name string `csv:"name"`
	Wins int    `csv:"wins"`
}
